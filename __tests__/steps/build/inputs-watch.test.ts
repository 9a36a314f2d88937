import { chmodSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { createHasher } from "../../../src/adapters/git/hasher.ts";
import { openRepository } from "../../../src/adapters/git/repository.ts";
import type { InputsHash } from "../../../src/core/inputs/inputs-hash.ts";
import type { PlannedUnit } from "../../../src/core/plan/plan.ts";
import { InputsWatch, inputsIn } from "../../../src/steps/build/inputs-watch.ts";
import { SourceTrees } from "../../../src/steps/plan/checkout/source-trees.ts";
import { makeLog } from "../../support/engine.ts";
import { makeRepository, removeFolders, type TestRepository } from "../../support/git.ts";
import { makePlannedUnit } from "../../support/plans.ts";

afterAll(removeFolders);

const hash = { hash: "a".repeat(64) };
const base = makePlannedUnit("base:release");
const child = makePlannedUnit("child:release", { base: "base:release" });

async function watched(units: PlannedUnit[] = [base, child]) {
  const made = makeRepository({
    ".gitignore": "*.log\n",
    "base/Dockerfile": "FROM scratch\n",
    "child/Dockerfile": "FROM base\n",
    "child/.dockerignore": "*.tmp\n",
    "child/a": "1",
  });
  const tree = await openRepository(made.folder);
  const watch = await InputsWatch.begin(
    units,
    inputsIn(new SourceTrees({ tree, commit: made.head() }), { hasherOf: createHasher }),
  );
  const log = makeLog();
  /** Builds, and answers what each image was said to be made of; `during` happens while BuildKit reads. */
  const build = async (unit: PlannedUnit, builtHere?: string, during: (build: number) => void = () => {}) => {
    const details: InputsHash[] = [];
    await watch.build(unit, builtHere === undefined ? [] : [builtHere], log, async (made) => {
      details.push(made.inputs);
      during(details.length);
    });
    return details;
  };
  return { made, build, log };
}

const left: [string, (made: TestRepository) => void, string | undefined][] = [
  ["a new file", (made) => made.write({ "child/result": "1" }), "child/result is not in the commit"],
  ["a file that git ignores", (made) => made.write({ "child/x.log": "1" }), "child/x.log is not in the commit"],
  ["an edit", (made) => made.write({ "child/a": "2" }), "child/a has changed since the commit"],
  ["other permissions", (made) => chmodSync(join(made.folder, "child/a"), 0o600), "files of the build changed since the plan"],
  ["what Docker ignores", (made) => made.write({ "child/x.tmp": "1" }), undefined],
  ["a file in its own context, after its build", (made) => made.write({ "base/result": "1" }), undefined],
];

test.each(left)("a base's test leaves %s: the child's image says no inputs that it does not have", async (_, leave, reason) => {
  const { made, build, log } = await watched();
  expect(await build(base)).toEqual([hash]);
  leave(made);
  expect(await build(child, base.name)).toEqual([reason === undefined ? hash : { none: reason }]);
  expect(log.lines).toEqual(reason === undefined ? [] : [`child:release has no inputs hash: ${reason}`]);
});

test("what another unit's test leaves while BuildKit reads: it is built again, without an inputs hash", async () => {
  const { made, build, log } = await watched();
  const detailsOf = await build(child, base.name, () => made.write({ "child/result": "1" }));
  expect(detailsOf).toEqual([hash, { none: "child/result is not in the commit" }]);
  expect(log.lines[0]).toBe("Files changed during the build (child/result is not in the commit): building again.");
});

test("what is built on an image without an inputs hash has none either, where it is built on that", async () => {
  const { made, build } = await watched();
  made.write({ "base/result": "1" });
  expect(await build(base)).toEqual([{ none: "base/result is not in the commit" }]);
  expect(await build(child, base.name)).toEqual([{ none: "its base base:release has none" }]);
  expect(await build(child)).toEqual([hash]); // on its base as published, or as held
});

test("a unit that was planned without an inputs hash is built once", async () => {
  const none = { none: "a has changed since the commit" };
  const { made, build } = await watched();
  expect(await build({ ...child, inputs: none }, base.name, () => made.write({ "child/result": "1" }))).toEqual([none]);
});
