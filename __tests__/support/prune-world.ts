import { prune } from "../../src/commands/prune.ts";
import type { Digest } from "../../src/core/lib/digest.ts";
import { Failure } from "../../src/core/lib/problems/problem.ts";
import type { Forge } from "../../src/ports/forge.ts";
import type { Ports } from "../../src/ports/index.ts";
import type { Registry } from "../../src/ports/registry.ts";
import type { Request } from "../../src/ports/request.ts";
import type { Session } from "../../src/ports/session.ts";
import type { makeReporter } from "./engine.ts";
import type { Files } from "./git.ts";
import type { BuiltOn } from "./memory-registry.ts";
import { defaultRequest, type MemoryRun, memoryRun, type Shown } from "./memory-run.ts";

export const one = "one.example.org/osg/app";
export const two = "two.example.org/osg/app";

/** A configuration with these rules, of one image in two registries. */
export const configured = (retention: string, more = ""): Files => ({
  ".github/tagstream.yml": `registries: [one.example.org/osg, two.example.org/osg]\nimages: { app: { context: app } }\nretention: ${retention}\n${more}`,
  "app/Dockerfile": "FROM scratch\n",
});

/** The stamp of a day, counted back from 23 November 2026. */
export function stampBefore(days: number): string {
  const at = new Date(Date.UTC(2026, 10, 23, 6, 17) - days * 86_400_000).toISOString();
  return `${at.slice(0, 10).replaceAll("-", "")}-${at.slice(11, 16).replace(":", "")}`;
}

/** An image of a publication. */
export interface Published {
  stamp: string;
  stream?: string;
  repositories?: readonly string[];
  /** Equal ones are the same image. */
  content?: string;
  bases?: readonly BuiltOn[];
  /** Whether its stream shows it. */
  shown?: boolean;
}

/** Puts a publication into registries, as a run would have. */
export function publish(
  { registry }: Pick<MemoryRun, "registry">,
  { stamp, stream = "release", repositories = [one, two], content = stamp, bases = [], shown = false }: Published,
): Digest {
  const digests = repositories.map((repository) => {
    const digest = registry.push(repository, { "io.github.tagstream.built": "20261101-0617", content }, bases);
    registry.setTag(repository, `${stream}-${stamp}`, digest);
    if (shown) registry.setTag(repository, stream, digest);
    return digest;
  });
  return digests[0] ?? "sha256:";
}

/** A world with weekly publications, so many, the newest on 23 November 2026. */
export function weeklyWorld(weeks: number, retention: string, more = ""): MemoryRun {
  const made = memoryRun(configured(retention, more));
  for (let week = weeks - 1; week >= 0; week--) publish(made, { stamp: stampBefore(7 * week), shown: week === 0 });
  return made;
}

/** The stamps that a repository has, oldest first. */
export const stampsIn = ({ registry }: Pick<MemoryRun, "registry">, repository = one, stream = "release"): string[] =>
  Object.keys(registry.shown(repository)).flatMap((tag) => (tag.startsWith(`${stream}-`) ? [tag.slice(stream.length + 1)] : []));

/** How a test wants one start of `prune`. */
export interface Start extends Partial<Pick<Request, "only" | "dryRun" | "accept">> {
  event?: string;
  terminal?: Session["terminal"];
  forge?: Partial<Forge> | undefined;
  /** The ports, changed. */
  ports?: (ports: Ports) => Partial<Ports>;
}

/** What one start of `prune` gave. */
export interface Pruned {
  status: number;
  /** Lines of the log, without groups. */
  lines: readonly string[];
  problems: ReturnType<typeof makeReporter>["problems"];
  outputs: Shown["outputs"];
  summary: string;
  /** The calls that may change a registry. */
  writes: string[];
}

const writing = ["putManifest", "claim", "copy", "removeTags", "removeManifests"] as const;

/** A registry that notes each call that may change it. */
function noting(registry: Registry, writes: string[]): Registry {
  const noted = writing.map((verb) => {
    const call = registry[verb] as (...given: unknown[]) => unknown;
    return [
      verb,
      (...given: unknown[]) => {
        writes.push(`${verb} ${String(given[0])} ${String(given[1])}`);
        return call(...given);
      },
    ] as const;
  });
  return { ...registry, ...Object.fromEntries(noted) };
}

/** Starts `prune` once. A Failure ends it red, as `main` does. */
export async function startPrune(made: MemoryRun, start: Start = {}): Promise<Pruned> {
  const { event = "workflow_dispatch", terminal, forge = {}, ports = () => ({}), ...asked } = start;
  const { session, shown } = await made.session(event, terminal);
  const facts = { ...session.event, serverUrl: "https://github.example.org" };
  const writes: string[] = [];
  const own = { ...session.ports, registry: noting(session.ports.registry, writes) };
  const { forge: known, ...others } = own;
  const withForge =
    known && "forge" in start && start.forge === undefined
      ? others
      : { ...others, ...(known ? { forge: { ...known, ...forge } } : {}) };
  const request: Request = { ...defaultRequest, command: "prune", ...asked };
  const status = await prune(request, { ...session, event: facts, ports: { ...withForge, ...ports(withForge) } }).catch(
    (error: unknown) => {
      if (!(error instanceof Failure)) throw error;
      shown.problems.push(...error.problems);
      return 1;
    },
  );
  const { problems, outputs, summaries } = shown;
  return { status, lines: shown.groups.get("") ?? [], problems, outputs, summary: summaries.join("\n"), writes };
}

/** What a registry shows under a timestamp tag of the stream. */
export const digestOf = ({ registry }: MemoryRun, stamp: string, repository = one): Digest =>
  registry.shown(repository)[`release-${stamp}`] ?? "sha256:";

/** Starts `prune`; right before the removal of a tag, something else happens. */
export async function startWhen(
  made: MemoryRun,
  isIt: (repository: string, tag: string) => boolean,
  happens: () => void,
  start: Start = {},
) {
  let begun = false;
  made.registry.keeps = (repository, reference) => {
    if (!begun && isIt(repository, reference)) {
      begun = true;
      happens();
    }
    return undefined;
  };
  const pruned = await startPrune(made, start);
  if (!begun) throw new Error("The clean-up never asked for what was to disturb it.");
  return pruned;
}
