/**
 * Lists of packages, by a generator of the tests, on the real BuildKit.
 * @needs engine
 */
import { afterAll, describe, expect, test } from "@jest/globals";
import { createBuilder } from "../../../src/adapters/docker/buildx.ts";

import { bakeDefinition } from "../../../src/core/build/bake.ts";
import type { UnitRecord } from "../../../src/core/build/record.ts";
import { uniteRecords } from "../../../src/core/build/unite.ts";
import { parseAttestation, parseIndex, parseStatement, spdxPredicate } from "../../../src/core/oci/image-index.ts";
import type { Job } from "../../../src/core/plan/jobs/job.ts";
import type { PlannedUnit } from "../../../src/core/plan/plan.ts";
import type { Builder, Layout } from "../../../src/ports/builder.ts";
import { imagesResolved } from "../../../src/steps/observe/provenance.ts";
import { both, buildAll, buildFolder, owner, registry, unit } from "../../support/builds.ts";
import { engine, makeLog } from "../../support/engine.ts";
import { problemOf, withEnvironment } from "../../support/environment.ts";
import { fakeGenerator } from "../../support/fake-generator.ts";
import { hashOf } from "../../support/model-ports.ts";
import { makePlan } from "../../support/plans.ts";
import { makeDigest } from "../../support/units.ts";

const folder = buildFolder({
  "app/Dockerfile": `FROM busybox:1.36
ARG MODE=normal
RUN echo $MODE > /generator-mode && echo 'openssl-libs 1 3.2.2-7.el9 x86_64' > /packages.txt
ARG FAULT
RUN test -z "$FAULT" || { echo "generating sbom using nothing"; exit 3; }
`,
});

/** An image that gets a list, if its plan's generator makes one in this mode. */
function listed(stream: string, args: Record<string, string> = {}, change: Partial<PlannedUnit> = {}): PlannedUnit {
  const { packages: _, ...build } = unit("app:any").build;
  return unit(`app:${stream}`, { ...change, build: { ...build, args } });
}

type Read = Pick<Layout, "manifest" | "blob">;
const pushed: Read = {
  manifest: (digest) => registry.manifest(`${owner}/app`, digest),
  blob: (digest) => registry.blob(`${owner}/app`, digest),
};

/** The packages of each platform of an index, by their purls; undefined without a list. */
async function listsIn(bytes: Uint8Array, source: Read): Promise<Record<string, string[] | undefined>> {
  const found = parseIndex(bytes).platforms.map(async ({ platform, attestation }) => {
    const manifest = attestation && (await source.manifest(attestation));
    const layer = manifest && parseAttestation(manifest.bytes).find(({ predicateType }) => predicateType === spdxPredicate);
    const statement = layer && (parseStatement(await source.blob(layer.digest)) as Statement);
    return [platform, statement?.predicate.packages.map(({ externalRefs: [first] }) => first.referenceLocator)] as const;
  });
  return Object.fromEntries(await Promise.all(found));
}

interface Statement {
  predicate: { packages: { externalRefs: [{ referenceLocator: string }] }[] };
}

async function listsOf({ digest }: UnitRecord, source: Read = pushed): Promise<Record<string, string[] | undefined>> {
  const index = digest && (await source.manifest(digest));
  if (!index) throw new Error("not built");
  return listsIn(index.bytes, source);
}

const openssl = ["pkg:rpm/rpm/openssl-libs@3.2.2-7.el9?arch=x86_64&epoch=1"];
const onBoth = { "linux/amd64": openssl, "linux/arm64": openssl };

/** Folders of strangers' builds: they outlast the builds here. */
const layouts: Layout[] = [];
afterAll(() => Promise.all(layouts.map((layout) => layout.dispose())));

describe("a list of packages", () => {
  test("is in the index for every platform, and its generator is no base; `packages: false` has none", async () => {
    const generator = await fakeGenerator();
    const bare = unit("app:bare");
    const maximal = listed("maximal", {}, { platforms: both });
    maximal.build.provenance = "max";
    const plan = makePlan([listed("release", {}, { platforms: both }), maximal, bare], { generator });
    const { of, reporter } = await buildAll(plan);
    expect(reporter.problems).toEqual([]);
    expect(await listsOf(of("app:bare"))).toEqual({ "linux/amd64": undefined });
    for (const name of ["app:release", "app:maximal"]) {
      expect(await listsOf(of(name))).toEqual(onBoth);
      const index = await pushed.manifest(of(name).digest ?? "sha256:");
      for (const platform of parseIndex(index?.bytes ?? new Uint8Array()).platforms) {
        const { generator: _, ...unmarked } = platform;
        const all = (await imagesResolved(pushed, unmarked))?.images.map(({ uri }) => uri.replace(/[@?].*/, ""));
        expect(all).toEqual(["pkg:docker/busybox", expect.stringContaining("fake-generator")]);
        const bases = (await imagesResolved(pushed, platform))?.images.map(({ uri }) => uri.replace(/[@?].*/, ""));
        expect(bases).toEqual(["pkg:docker/busybox"]);
      }
    }
  });

  test("of a stranger's build stays in its folder", async () => {
    const builder: Builder = {
      ...createBuilder(),
      layout: async () => {
        const layout = await createBuilder().layout();
        layouts.push(layout);
        return { ...layout, dispose: async () => {} };
      },
    };
    const plan = makePlan([listed("stranger", {}, { platforms: both })], { intent: "check", generator: await fakeGenerator() });
    const { of, reporter } = await buildAll(plan, {}, builder);
    expect(reporter.problems).toEqual([]);
    expect(await listsOf(of("app:stranger"), layouts[0])).toEqual(onBoth);
  });

  test("is in an index of several nodes, and of several jobs", async () => {
    const jobs: Job[] = both.map((platform) => ({ id: platform.slice("linux/".length), units: ["app:legs"], platform }));
    const plan = makePlan([listed("legs", {}, { platforms: both })], { generator: await fakeGenerator(), jobs });
    const onNodes = () => buildAll(plan);
    const { of, reporter } = await withEnvironment({ BUILDX_BUILDER: engine("TAGSTREAM_TEST_BUILDER_NODES") }, onNodes);
    expect(await listsOf(of("app:legs"))).toEqual(onBoth);
    const records = [];
    for (const job of jobs) {
      const { records: units, reporter: own } = await buildAll(plan, { job });
      records.push({ version: 1 as const, plan: { ...plan, run: plan.run.id }, job: job.id, units });
      reporter.problems.push(...own.problems);
    }
    const united = uniteRecords(plan, records, hashOf);
    expect(united.records.get("app:legs")?.problem).toBeUndefined();
    expect(await listsIn(united.indexes.get("app:legs")?.bytes ?? new Uint8Array(), pushed)).toEqual(onBoth);
    expect(reporter.problems).toEqual([]);
  });
});

describe("a generator that", () => {
  test("cannot be had is left out, and reported once", async () => {
    const generator = `${owner}/no-generator@${makeDigest("generator")}`;
    const { of, reporter } = await buildAll(makePlan([listed("one"), listed("two")], { generator }));
    expect([of("app:one").outcome, of("app:two").outcome]).toEqual(["passed", "passed"]);
    expect(reporter.problems).toMatchObject([{ code: "packages-generator-missing", severity: "warning" }]);
    expect(reporter.problems[0]?.message).toContain("its registry does not have it. Name another generator");
  });

  test("the builder cannot pull is named", async () => {
    const only = listed("unpulled");
    const generator = `${owner}/no-generator@${makeDigest("generator")}`;
    const definition = bakeDefinition(makePlan([only]), only, [], undefined, {}, generator);
    const problem = await problemOf(createBuilder().bake(definition, folder.path, makeLog()));
    expect(problem).toMatchObject({ code: "build-generator-failed", message: expect.stringContaining(": not found") });
  });

  test("breaks its protocol fails the build or leaves it without a list; a step of the Dockerfile fails by itself", async () => {
    const modes = ["nothing", "fails", "rubbish", "bare", "huge"];
    const broken = listed("broken", { FAULT: "yes" });
    const plan = makePlan([broken, ...modes.map((mode) => listed(mode, { MODE: mode }))], { generator: await fakeGenerator() });
    const { of, reporter } = await buildAll(plan);
    expect(of("app:broken")).toMatchObject({ outcome: "failed", code: "build-failed" });
    expect(of("app:nothing")).toMatchObject({ outcome: "passed" });
    const missing = reporter.problems.filter(({ code }) => code === "build-packages-missing");
    expect(missing).toMatchObject([
      { severity: "warning", message: expect.stringMatching(/^app:nothing: .* for linux\/amd64, /) },
    ]);
    const why = {
      fails: "cannot read the package database",
      rubbish: "cannot decode in-toto statement",
      bare: "does not match required predicate type https://spdx.dev/Document",
      huge: "core.spdx.json exceeds 83886080 bytes",
    };
    for (const [mode, words] of Object.entries(why)) {
      const { code, problem } = of(`app:${mode}`);
      expect([mode, code]).toEqual([mode, "build-generator-failed"]);
      expect(problem).toContain(words);
      expect(problem).toContain("`packages: false`");
    }
  });
});
