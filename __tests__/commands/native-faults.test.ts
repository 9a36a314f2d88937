import { createHash } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { UnitRecord } from "../../src/core/build/record.ts";
import type { Digest } from "../../src/core/lib/digest.ts";
import { removeFolders } from "../support/git.ts";
import { MemoryJobs } from "../support/memory-jobs.ts";
import type { MemoryRun } from "../support/memory-run.ts";
import { allShown, nativeProject, one, shownBy, two } from "../support/native-project.ts";

const [arm, amd] = ["squid.release--linux-arm64", "squid.release--linux-amd64"];
const [chainArm, chainAmd] = ["base.release--linux-arm64", "base.release--linux-amd64"];
const digestOf = (text: string): Digest => `sha256:${createHash("sha256").update(text).digest("hex")}`;

// All tests start from the same builds: the registry and the records as the build jobs left them.
let made: MemoryRun;
let jobs: MemoryJobs;
let restore: () => void;
beforeAll(async () => {
  made = nativeProject({ images: ["base", "app", "squid"] });
  jobs = await MemoryJobs.plan(made, "schedule");
  await jobs.buildAll();
  const places = [one, two].flatMap((place) => ["base", "app", "squid"].map((image) => `${place}/${image}`));
  const restores = [...places.map((place) => made.registry.snapshot(place)), jobs.snapshot()];
  restore = () => {
    for (const undo of restores) undo();
  };
});
beforeEach(() => {
  restore();
  Object.assign(made.registry, { refuse: () => undefined, lacks: () => false });
});
afterAll(removeFolders);

/** Publishes, and gives the images that are published then, by what the registries show alike. */
async function publish() {
  const ended = await jobs.publish();
  const published = Object.keys(allShown(made)).filter((image) => shownBy(made, image) !== undefined);
  for (const image of published) expect(shownBy(made, image, two)).toBe(shownBy(made, image));
  return { ...ended, published };
}

interface Index {
  annotations: Record<string, string>;
  manifests: { platform: Record<string, string> }[];
}

/** Alters the index in a record, and the digest with it. */
function alterIndex(record: UnitRecord, change: (index: Index) => unknown): void {
  const index = JSON.parse(record.index ?? "") as Index;
  change(index);
  record.index = JSON.stringify(index);
  record.digest = digestOf(record.index);
}

/** A job's index has another value of an annotation. */
const annotate = (id: string, name: string) =>
  jobs.editUnits(id, (record) =>
    alterIndex(record, ({ annotations }) => Object.assign(annotations, { [`io.github.tagstream.${name}`]: "1" })),
  );

test("without a fault all are published", async () => {
  expect(await publish()).toMatchObject({ status: 0, published: ["base", "app", "squid"] });
});

function ofBoth(fault: (id: string) => void): void {
  for (const id of [arm, amd]) fault(id);
}

type Fault = [name: string, fault: () => unknown, words: string | RegExp];
const faults: Fault[] = [
  ["its job left no record", () => jobs.lose(arm), `linux/arm64: the job ${arm} left no record`],
  ["both jobs left none", () => ofBoth((id) => jobs.lose(id)), `linux/arm64: the job ${arm} left no record`],
  [
    "a record of another run",
    () =>
      jobs.edit(arm, ({ plan }) => {
        plan.run = "1";
      }),
    "record-foreign: Ignoring",
  ],
  [
    "a record of the earlier attempt's plan",
    () =>
      jobs.edit(arm, ({ plan }) => {
        plan.timestamp = "20261122-0617";
      }),
    "it has the timestamp 20261122-0617",
  ],
  [
    "the record of the other platform",
    () => jobs.edit(arm, ({ units }) => void units.splice(0, 1, jobs.recordOf(amd, "squid:release"))),
    "it is linux/amd64, but the job is for linux/arm64",
  ],
  [
    "the other platform's build under its own name",
    () =>
      jobs.editUnits(arm, (record) => {
        Object.assign(record, jobs.recordOf(amd, "squid:release"), { platforms: record.platforms, tests: record.tests });
      }),
    "The build for linux/arm64 has linux/amd64 instead",
  ],
  [
    "an index of another digest",
    () =>
      jobs.editUnits(arm, (record) => {
        record.index = record.index?.replace("rebuild", "candidate") ?? "";
      }),
    "does not have the index of sha256:",
  ],
  [
    "an index that is not in the registry",
    () => ofBoth((id) => jobs.editUnits(id, (record) => alterIndex(record, () => {}))),
    "publish-digest-gone",
  ],
  ["an index with another annotation", () => annotate(arm, "run"), "have different annotations: io.github.tagstream.run"],
  [
    "indexes with other annotations than the plan",
    () => ofBoth((id) => annotate(id, "tests")),
    "other annotations than the plan: io.github.tagstream.tests",
  ],
  [
    "an index of another platform",
    () =>
      jobs.editUnits(arm, (record) =>
        alterIndex(record, ({ manifests: [image] }) => Object.assign(image?.platform ?? {}, { architecture: "riscv64" })),
      ),
    "The build for linux/arm64 has linux/riscv64 instead",
  ],
  ["no index", () => jobs.editUnits(arm, (record) => void delete record.index), "does not have the index of sha256:"],
  [
    "an index that is none",
    () => jobs.editUnits(arm, (record) => Object.assign(record, { index: "[]", digest: digestOf("[]") })),
    "build-unreadable",
  ],
  [
    "another image than that of the index as tested",
    () =>
      jobs.editUnits(arm, ({ platforms }) => {
        for (const platform of platforms) platform.digest = digestOf("planted");
      }),
    `The job ${arm} tested another image than that in its index`,
  ],
  [
    "results of the other platform alone",
    () => {
      const results = [...jobs.recordOf(arm, "squid:release").tests, ...jobs.recordOf(amd, "squid:release").tests];
      jobs.editUnits(arm, (record) => Object.assign(record, { tests: [] }));
      jobs.editUnits(amd, (record) => Object.assign(record, { tests: results }));
    },
    /linux\/arm64/,
  ],
  [
    "no result",
    () => jobs.editUnits(arm, (record) => Object.assign(record, { tests: [] })),
    'a result of "works" on linux/arm64',
  ],
  ["no platform", () => jobs.editUnits(arm, (record) => Object.assign(record, { platforms: [] })), /linux\/arm64/],
];

describe("an image of two platforms is not published, and the others are", () => {
  test.each(faults)("%s", async (_, fault, words) => {
    fault();
    const { status, published, words: said } = await publish();
    expect({ status, published }).toEqual({ status: 1, published: ["base", "app"] });
    expect(said).toMatch(words);
    expect(said).toContain("squid:release");
  });
});

describe("a registry that fails while the index is made", () => {
  const index = () => made.registry.shown(`${one}/squid`);
  test.each<[string, () => unknown, string]>([
    ["does not show a runner's build", () => Object.assign(made.registry, { lacks: lost(amd) }), "publish-digest-gone"],
    ["refuses to show it", () => Object.assign(made.registry, { refuse: refused("resolve") }), "500 of the registry"],
    ["refuses the index", () => Object.assign(made.registry, { refuse: refused("putManifest") }), "500 of the registry"],
  ])("%s: only that image fails, and a re-run publishes it", async (_, fault, words) => {
    fault();
    const { status, published, words: said } = await publish();
    expect({ status, published, tags: index() }).toEqual({ status: 1, published: ["base", "app"], tags: {} });
    expect(said).toContain(words);
    Object.assign(made.registry, { refuse: () => undefined, lacks: () => false });
    expect(await publish()).toMatchObject({ status: 0, published: ["base", "app", "squid"] });
  });

  const lost = (job: string) => {
    const { digest } = jobs.recordOf(job, "squid:release");
    return ({ verb, reference }: { verb: string; reference: string }) => verb === "resolve" && reference === digest;
  };
  const refused =
    (verb: string) =>
    (call: { verb: string; repository: string; reference: string }): string | undefined =>
      call.verb === verb && call.repository === `${one}/squid` && call.reference.startsWith("sha256:")
        ? "500 of the registry"
        : undefined;
});

describe("a base and its child, each on two runners", () => {
  test("a base whose record is lost on one runner is not published, and nor is its child", async () => {
    jobs.editUnits(chainArm, (record) => {
      if (record.unit === "base:release") Object.assign(record, { outcome: "failed", problem: "it broke" });
    });
    const { status, published, words } = await publish();
    expect({ status, published }).toEqual({ status: 1, published: ["squid"] });
    expect(words).toContain("linux/arm64: it broke");
    expect(words).toMatch(/app:release .*base base:release did not pass/);
  });

  test("a base of another platform's digest in its child's record is refused", async () => {
    const { digest } = jobs.recordOf(chainAmd, "base:release").platforms[0] ?? { digest: digestOf("") };
    jobs.editUnits(chainArm, ({ base }) => {
      if (base) base.digest = digest;
    });
    const { status, published } = await publish();
    expect({ status, published }).toEqual({ status: 1, published: ["base", "squid"] });
  });

  test("a base whose index is refused takes its child with it", async () => {
    made.registry.refuse = ({ verb, repository, reference }) =>
      verb === "putManifest" && repository === `${one}/base` && reference.startsWith("sha256:") ? "500" : undefined;
    expect(await publish()).toMatchObject({ status: 1, published: ["squid"] });
  });
});
