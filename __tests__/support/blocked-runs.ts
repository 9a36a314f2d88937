import { run as runCommand } from "../../src/commands/run.ts";
import type { Digest } from "../../src/core/lib/digest.ts";
import type { Request } from "../../src/ports/request.ts";
import type { RegistryCall } from "./memory-registry.ts";
import { defaultRequest, type MemoryRun, memoryRun } from "./memory-run.ts";

export const place = "one.example.org/osg";
const configuration = `registries: [${place}, { name: two.example.org/osg, required: false }]
versions: { stream: release }
images:
  base: { context: base }
  app: { context: app, base: base }
  squid: { context: squid }
  xcache: { context: xcache, required: false }
`;
export const images = ["base", "app", "squid", "xcache"] as const;
export type Image = (typeof images)[number];
export const dockerfile = (image: Image, text: string) => ({ [`${image}/Dockerfile`]: `FROM scratch\n# ${text}\n` });

export function project(): MemoryRun {
  return memoryRun({
    ".github/tagstream.yml": configuration,
    ...Object.assign({}, ...images.map((image) => dockerfile(image, "first"))),
  });
}

/** Changes the given images, so that they differ from what is published. */
export function change(made: MemoryRun, some: readonly Image[], text = "second"): void {
  made.repository.commit(Object.assign({}, ...some.map((image) => dockerfile(image, text))));
}

/** One run: its status, what each image's stream shows that did not before, and what was said. */
export async function go(made: MemoryRun, event: string, request: Partial<Request> = {}) {
  const shows = (image: Image): Digest | undefined => made.registry.shown(`${place}/${image}`)["release"];
  const before = new Map(images.map((image) => [image, shows(image)]));
  made.now = new Date(made.now.getTime() + 60_000);
  const { session, shown } = await made.session(event);
  const error: { status: number | string } = await runCommand({ ...defaultRequest, ...request }, session).then(
    (status) => ({ status }),
    (thrown: Error) => ({ status: thrown.message }),
  );
  return {
    ...error,
    moved: images.filter((image) => shows(image) !== before.get(image)),
    details: (shown.groups.get("") ?? []).join("\n"),
    problems: shown.problems.map(({ code, severity, message }) => `${severity} ${code} ${message}`),
    summary: shown.summaries.join("\n"),
    outputs: shown.outputs,
  };
}

export const of =
  (image: Image, host: string, ...verbs: RegistryCall["verb"][]) =>
  ({ verb, repository, reference }: RegistryCall): string | undefined =>
    repository === `${host}/${image}` && verbs.includes(verb) ? `${host} refused ${image} (${reference})` : undefined;
