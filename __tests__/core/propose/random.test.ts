import { expect, test } from "@jest/globals";
import type { ExistingSetup, Occasion } from "../../../src/core/existing/model.ts";
import type { Sample } from "../../../src/core/existing/sample.ts";
import { timestampOf } from "../../../src/core/lib/time/timestamp.ts";
import { compareReferences } from "../../../src/core/propose/compare-references.ts";
import { proposeConfiguration } from "../../../src/core/propose/propose-configuration.ts";
import { readProposal } from "../../../src/core/propose/read-proposal.ts";
import { givenBy } from "../../../src/core/tags/given-alias.ts";
import { movingTagsOf } from "../../../src/core/tags/publication-tags.ts";
import type { Unit } from "../../../src/core/unit/unit.ts";
import { versionTags } from "../../../src/core/versions/version.ts";
import { createRandom } from "../../support/chaos/random.ts";
import { type Build, factsOf, nightly, pullRequest, push, release, sample, samples, setupsOf, type Tags } from "./support.ts";

const variants = ["alpine", "debian", "3.10", "3.9"];
const folders = ["api", "web", "apps/db", "."];

const facts = factsOf({
  ...Object.fromEntries(folders.map((folder) => [folder === "." ? "Dockerfile" : `${folder}/Dockerfile`, "FROM scratch\n"])),
  VERSION: "2.3.1\n",
});

/** Texts of tags that workflows write. */
const forms: readonly ((one: Sample) => string)[] = [
  (one) => one.defaultBranch,
  () => "main",
  () => "latest",
  () => "edge",
  () => "nightly",
  () => "release",
  () => "3.22",
  () => "2.3.1",
  () => "2.3",
  (one) => one.version,
  (one) => `v${one.version}`,
  (one) => one.version.split(".").slice(0, 2).join("."),
  (one) => one.version.split(".")[0] ?? "",
  (one) => `sha-${one.sha.slice(0, 7)}`,
  (one) => one.sha,
  (one) => one.sha.slice(0, 12),
  (one) => one.sha.slice(0, 5),
  (one) => one.time.slice(0, 10).replaceAll("-", ""),
  (one) => one.time.slice(0, 10),
  (one) => `pr-${one.number}`,
  () => "rc.1",
  () => "main-20260101-0000",
  () => "stable",
];

const occasions: readonly ((one: Sample) => Occasion)[] = [
  push,
  push,
  release,
  release,
  (one) => release(one, "{version}"),
  (one) => release(one, "api-v{version}"),
  () => ({ on: "branch", branch: "3.22-stable" }),
  () => ({ on: "branch", branch: "feature/x" }),
  () => nightly,
  () => ({ on: "by hand" }),
  () => pullRequest,
];

/** Builds by chance: the choices depend on the seed alone, the texts on the sample. */
function buildsOf(seed: number): (one: Sample) => Build[] {
  return (one) => {
    const { below: next, pick } = createRandom(seed);
    return Array.from({ length: 1 + next(4) }, (): Build => {
      const variant = pick(variants);
      const isVariant = next(2) === 0;
      const owner = one.repository.split("/")[0] ?? "";
      const repository = pick([
        [`ghcr.io/${one.repository}`],
        [`ghcr.io/${owner}/api`],
        ["docker.io/octo/app", `ghcr.io/${one.repository}`],
        ["quay.io/x/web"],
      ]);
      const tags = Array.from({ length: 1 + next(3) }, (): Tags => {
        const occasion = pick(occasions)(one);
        const texts = Array.from({ length: 1 + next(4) }, () => pick(forms)(one));
        const ending = pick(["", `-${variant}`]);
        return [occasion, ...texts.map((text) => (isVariant ? `${text}${ending}` : text))];
      });
      const args = pick<Record<string, string>>([
        {},
        { VERSION: one.version },
        { BASE: variant },
        { SHA: one.sha },
        { DATE: one.time },
        { A: "{b}" },
      ]);
      return {
        ...(isVariant ? { matrix: { base: variant } } : {}),
        recipe: { context: pick(folders), args, platforms: pick([[], ["linux/amd64", "linux/arm64"]]) },
        repository,
        tags,
      };
    });
  };
}

const values: Partial<ExistingSetup> = { values: [{ file: "VERSION", text: "2.3.1", place: { file: "a.yml", line: 1 } }] };

/** Every text that a unit ever gets with the sample's values, from the tags' own code. */
function textsOf(unit: Unit): string[] {
  const version = unit.source?.version;
  const given = givenBy(
    unit,
    { commit: sample.sha, ...(version === undefined ? {} : { version }) },
    timestampOf(new Date(sample.time)),
  );
  return [
    ...movingTagsOf(unit),
    ...given.map(({ text }) => text),
    ...(unit.versions ? versionTags(unit, { text: sample.version }) : []),
  ];
}

const seeds = Number(process.env["PROPOSE_SEEDS"] ?? 25);

test("whatever a repository publishes, the proposal is valid, and each reference is kept or has a reason", () => {
  for (let seed = 1; seed <= seeds; seed += 1) {
    const setups = setupsOf(buildsOf(seed), seed % 3 === 0 ? values : {});
    const [setup] = setups;
    const proposal = proposeConfiguration(setups, samples, facts);
    const references = setup.builds.flatMap((build) => build.references);
    const keyOf = ({ repository, tag }: { repository: string; tag: string }) => `${seed} ${repository}:${tag}`;
    const left = new Set(proposal.left.map(keyOf));
    if (proposal.text === "") {
      expect(references.filter((one) => !left.has(keyOf(one)))).toEqual([]);
      continue;
    }
    const configuration = readProposal(proposal.text, sample, facts);
    const rows = compareReferences(setup, sample, configuration, proposal.left);
    const kept = rows.filter(({ fate }) => fate.is !== "not written");
    expect(rows.filter((row) => row.fate.is === "not written" && !left.has(keyOf(row)))).toEqual([]);
    const shown = new Set(rows.flatMap((row) => row.occasions.map((occasion) => `${keyOf(row)} ${JSON.stringify(occasion)}`)));
    expect(references.filter((one) => !shown.has(`${keyOf(one)} ${JSON.stringify(one.occasion)}`))).toEqual([]);
    const texts = new Set(
      configuration.units.flatMap((unit) =>
        unit.destinations.flatMap(({ repository }) => textsOf(unit).map((tag) => keyOf({ repository, tag }))),
      ),
    );
    expect(kept.filter((row) => row.fate.is !== "replaced" && !texts.has(keyOf(row)))).toEqual([]);
    expect([...left].filter((key) => key.endsWith(":"))).toEqual([]);
  }
});
