import { afterAll, expect, test } from "@jest/globals";
import { createFiles } from "../../../src/adapters/files.ts";
import { openRepository } from "../../../src/adapters/git/repository.ts";
import type { BakeQuestion } from "../../../src/core/existing/bake-question.ts";
import { foundFiles } from "../../../src/core/init/found-files.ts";
import { samplesOf } from "../../../src/core/init/samples.ts";
import type { InitParts } from "../../../src/steps/init/parts.ts";
import { secondEvaluation } from "../../../src/steps/init/second-evaluation.ts";
import { Texts } from "../../../src/steps/init/texts.ts";
import { understand } from "../../../src/steps/init/understand.ts";
import { makeRepository, removeFolders } from "../../support/git.ts";
import { plantedSetup } from "../../support/init-parts.ts";
import { builderInto } from "../../support/memory-builder.ts";
import { MemoryRegistry } from "../../support/memory-registry.ts";

afterAll(removeFolders);

const files = {
  ".github/workflows/bake.yml": "bake.hcl",
  "bake.hcl": "VERSION",
  VERSION: "1.4.2",
  "image.bin": "a\0b",
  "link.txt": "-> /etc/hostname",
};

async function checkedOut() {
  const { folder } = makeRepository(files);
  const tree = await openRepository(folder);
  const paths = Object.keys(files);
  const now = new Date("2026-11-23T06:17:00Z");
  const about = {
    repository: "octo-org/app",
    defaultBranch: "main",
    isDefaultBranchGuessed: false,
    branches: ["main"],
    gitTags: [],
  };
  const head = await tree.head();
  const texts = new Texts(folder, paths, createFiles());
  return {
    checkout: { ...about, tree, head, paths, found: foundFiles(paths), notes: [], texts },
    samples: samplesOf({ ...about, sha: head, now }),
  };
}

async function understood(readExisting: InitParts["readExisting"]) {
  const { checkout, samples } = await checkedOut();
  const asked: BakeQuestion[] = [];
  const builder = builderInto(new MemoryRegistry(), []);
  builder.print = async (question) => {
    asked.push(question);
    return { printed: { target: question.targets[0] } };
  };
  const setup = await understand(checkout, samples[0], { readExisting }, builder);
  return { setup, asked };
}

const question = (target: string): BakeQuestion => ({ folder: ".", files: [], targets: [target], set: [], env: {} });

test("files are read, and bake files evaluated, as the evaluation asks for them: each once", async () => {
  const seen: unknown[] = [];
  const { setup, asked } = await understood((source) => {
    const file = source.textOf(".github/workflows/bake.yml");
    const next = file === undefined ? undefined : source.textOf(file);
    const version = next === undefined ? undefined : source.textOf(next);
    const first = source.bakeOf(question("first"));
    const second = first && source.bakeOf(question("second"));
    seen.push([file, next, version, first, second]);
    const questions = [...(version ? [question("first")] : []), ...(first ? [question("second")] : [])];
    return { setup: plantedSetup, questions };
  });
  expect(setup).toBe(plantedSetup);
  expect(asked).toEqual([question("first"), question("second")]);
  expect(seen.at(-1)).toEqual([
    "bake.hcl",
    "VERSION",
    "1.4.2",
    { printed: { target: "first" } },
    { printed: { target: "second" } },
  ]);
});

test("what is no text, is a link to the outside, or is not listed has no text", async () => {
  const texts = new Map<string, string | undefined>();
  await understood((source) => {
    for (const path of ["image.bin", "link.txt", "/etc/hostname", "missing"]) texts.set(path, source.textOf(path));
    return { setup: plantedSetup, questions: [] };
  });
  expect([...texts.values()]).toEqual([undefined, undefined, undefined, undefined]);
});

test("an evaluation that never has enough ends", async () => {
  let asked = 0;
  const { setup } = await understood(() => ({ setup: plantedSetup, questions: [question(`q${asked++}`)] }));
  expect([setup, asked]).toEqual([plantedSetup, 40]);
});

/** The version of the second sample, if only versions that a filter takes start a workflow. */
async function secondVersion(filter: RegExp): Promise<string> {
  const { checkout, samples } = await checkedOut();
  const readExisting: InitParts["readExisting"] = ({ sample: { version } }) => {
    const builds = plantedSetup.builds.map((build) => ({ ...build, references: filter.test(version) ? build.references : [] }));
    return { setup: { ...plantedSetup, builds }, questions: [] };
  };
  const { paths, branches, gitTags } = checkout;
  const none = () => undefined;
  const { setup } = readExisting({ paths, branches, gitTags, sample: samples[0], textOf: none, bakeOf: none });
  const builder = builderInto(new MemoryRegistry(), []);
  const { sample } = await secondEvaluation(checkout, { setup, samples }, { readExisting }, builder);
  return sample.version;
}

test("the second sample is one that publishes what the first one does", async () => {
  expect(await Promise.all([/./, /^1\./, /^1\.4\./, /^1\.4\.2$/].map(secondVersion))).toEqual([
    "4.8.7",
    "1.8.7",
    "1.4.7",
    "4.8.7",
  ]);
});
