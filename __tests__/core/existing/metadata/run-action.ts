import { type MetadataInputs, metadataAction } from "../../../../src/core/existing/metadata/metadata-action.ts";
import type { Occasion } from "../../../../src/core/existing/model.ts";
import type { Sample } from "../../../../src/core/existing/sample.ts";

export const sample: Sample = {
  repository: "octo-org/app",
  defaultBranch: "master",
  sha: "860c1904a1ce19322e91ac35af1ab07466440c37",
  version: "1.1.1",
  time: "2020-01-10T00:30:00Z",
  number: 15,
};
export const sha = "sha-860c190";
export const longSha = `sha-${sample.sha}`;

export const dev: Occasion = { on: "branch", branch: "dev" };
export const master: Occasion = { on: "branch", branch: "master" };
export const odd: Occasion = { on: "branch", branch: "my/feature#1245" };
export const pull: Occasion = { on: "pull request" };
export const nightly: Occasion = { on: "schedule", cron: "0 3 * * *" };
export const hand: Occasion = { on: "by hand" };
export const tagged = (tag: string): Occasion => ({ on: "git tag", tag });

export function run(occasion: Occasion, inputs: Partial<MetadataInputs>) {
  return metadataAction({ images: "user/app", tags: "", flavor: "", labels: "", ...inputs }, { sample, occasion });
}

export function tagsOf(occasion: Occasion, tags: readonly string[], flavor: readonly string[] = []): string[] {
  return run(occasion, { tags: tags.join("\n"), flavor: flavor.join("\n") }).tags.map(({ tag }) => tag);
}

export const semver = [
  "type=semver,pattern={{version}}",
  "type=semver,pattern={{major}}.{{minor}}",
  "type=semver,pattern={{major}}",
];
export const pep440 = semver.map((rule) => rule.replace("semver", "pep440"));
