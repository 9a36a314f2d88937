import { afterAll, describe, expect, test } from "@jest/globals";
import { removeFolders } from "../../support/git.ts";
import { type MemoryRun, memoryRun } from "../../support/memory-run.ts";
import { stampBefore, startPrune } from "../../support/prune-world.ts";

afterAll(removeFolders);

const base = "one.example.org/osg/base";
const app = "one.example.org/osg/app";

/** A base with weekly publications, and an image on it that is never rebuilt but once. */
function world(purl: (digest: string) => { uri: string; digest: `sha256:${string}` }[], more = ""): MemoryRun {
  const made = memoryRun({
    ".github/tagstream.yml": `registries: [one.example.org/osg]\nimages:\n  base: { context: base, retention: { all: 30d } }\n  app: { context: app, base: base }\n${more}`,
    "base/Dockerfile": "FROM scratch\n",
    "app/Dockerfile": "FROM one.example.org/osg/base:release\n",
  });
  const { registry } = made;
  for (let week = 7; week >= 0; week--) {
    const stamp = stampBefore(7 * week);
    const digest = registry.push(base, { content: stamp });
    registry.setTag(base, `release-${stamp}`, digest);
    if (week === 0) registry.setTag(base, "release", digest);
    if (week !== 6) continue;
    const child = registry.push(app, { content: "child" }, purl(digest));
    registry.setTag(app, `release-${stamp}`, child);
    registry.setTag(app, "release", child);
  }
  return made;
}

const stamps = ({ registry }: MemoryRun) => Object.keys(registry.shown(base)).flatMap((tag) => tag.split("release-").slice(1));
const left = [28, 21, 14, 7, 0].map(stampBefore);
const of = (digest: string) => [{ uri: `pkg:docker/${base}@release`, digest: digest as `sha256:${string}` }];

test("a base stays as long as an image that was built on it", async () => {
  const made = world(of);
  const { status, lines } = await startPrune(made);
  expect(status).toBe(0);
  expect(stamps(made)).toEqual([stampBefore(42), ...left]);
  expect(lines).toContainEqual(expect.stringMatching(/20261012-0617 +base of app:release 20261012-0617/));
});

test("also if `only` selects the base alone", async () => {
  const made = world(of);
  await startPrune(made, { only: ["base"] });
  expect(stamps(made)).toEqual([stampBefore(42), ...left]);
});

test("a provenance may name the base's manifest of one platform", async () => {
  const made = world(() => []);
  const { registry } = made;
  const index = await registry.manifest(base, `release-${stampBefore(42)}`);
  const { manifests } = JSON.parse(Buffer.from(index?.bytes ?? []).toString()) as { manifests: { digest: string }[] };
  const child = registry.push(app, { content: "of a platform" }, of(manifests[0]?.digest ?? ""));
  registry.setTag(app, "release", child);
  registry.setTag(app, `release-${stampBefore(1)}`, child);
  await startPrune(made);
  expect(stamps(made)).toEqual([stampBefore(42), ...left]);
});

test("also of a base that comes into the plan later: one before it stays, and leaves room for it", async () => {
  const made = world(of, "retention: { max: 1 }\n");
  const { registry } = made;
  const stampOf = [42, 49].map(stampBefore);
  const [member, whole] = await Promise.all(stampOf.map(async (stamp) => registry.manifest(base, `release-${stamp}`)));
  const { manifests } = JSON.parse(Buffer.from(member?.bytes ?? []).toString()) as { manifests: { digest: string }[] };
  for (const [index, digest] of [manifests[0]?.digest ?? "", whole?.digest ?? ""].entries()) {
    const child = registry.push(app, { content: `child ${index}` }, of(digest));
    for (const tag of ["release", `release-${stampBefore(2 - index)}`]) registry.setTag(app, tag, child);
  }
  registry.setTag(app, `release-${stampBefore(42)}`, registry.push(app, { content: "without a base" }));
  await startPrune(made);
  expect(stamps(made)).toEqual([...[49, 42].map(stampBefore), ...left]);
});

test("a provenance that cannot be read stops the run; one that is gone says nothing", async () => {
  const made = world(of);
  made.registry.refuse = ({ verb }) => (verb === "blob" ? "down" : undefined);
  const { status, problems, writes } = await startPrune(made);
  expect({ status, writes }).toEqual({ status: 1, writes: [] });
  expect(problems).toEqual([
    expect.objectContaining({ code: "retention-unknown", message: expect.stringContaining("app:release") }),
  ]);

  const image = await made.registry.manifest(app, "release");
  const { manifests } = JSON.parse(Buffer.from(image?.bytes ?? []).toString()) as { manifests: { digest: string }[] };
  made.registry.refuse = () => undefined;
  made.registry.lacks = ({ reference }) => reference === manifests[1]?.digest;
  expect((await startPrune(made)).status).toBe(0);
  expect(stamps(made)).toEqual(left);
});

describe("a child that the first registry does not give", () => {
  const second = "two.example.org/osg/app";
  const both = (digest: string) => of(digest);
  async function lacking(lacks: (made: MemoryRun, reference: string) => boolean) {
    const made = world(both);
    made.repository.commit({
      ".github/tagstream.yml":
        "registries: [one.example.org/osg, two.example.org/osg]\nimages:\n  base: { context: base, retention: { all: 30d } }\n  app: { context: app, base: base }\n",
    });
    const { registry } = made;
    for (const [tag, digest] of Object.entries(registry.shown(app))) {
      await registry.copy(digest, app, second);
      registry.setTag(second, tag, digest);
    }
    registry.lacks = ({ repository, reference, verb }) => verb !== "tags" && repository === app && lacks(made, reference);
    return made;
  }

  test("counts by what another one gives", async () => {
    const made = await lacking((_, reference) => reference.startsWith("sha256:"));
    expect((await startPrune(made)).status).toBe(0);
    expect(stamps(made)).toContain(stampBefore(42));
  });

  test("stops the run if none gives it", async () => {
    const made = await lacking((_, reference) => reference.startsWith("sha256:"));
    const first = made.registry.lacks;
    made.registry.lacks = (call) => first(call) || (call.repository === second && call.reference.startsWith("sha256:"));
    const { status, problems, writes } = await startPrune(made);
    expect({ status, writes }).toEqual({ status: 1, writes: [] });
    expect(problems).toEqual([
      expect.objectContaining({ code: "retention-unknown", message: expect.stringContaining("no registry gives it") }),
    ]);
  });
});

test("provenance is read only where a base loses something", async () => {
  const made = world(of, "");
  made.repository.commit({
    ".github/tagstream.yml":
      "registries: [one.example.org/osg]\nimages:\n  base: { context: base, retention: { all: 1y } }\n  app: { context: app, base: base }\n",
  });
  made.registry.refuse = ({ verb }) => (verb === "blob" ? "nobody should ask" : undefined);
  expect((await startPrune(made)).status).toBe(0);
});
