import { lstatSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { NotUnderstood } from "../../src/core/existing/model.ts";
import type { NewReferences } from "../../src/core/propose/new-references.ts";
import type { ComparedReference } from "../../src/core/propose/proposal.ts";
import type { Builder } from "../../src/ports/builder.ts";
import { fateWords } from "../../src/render/init/fate-words.ts";
import type { Files } from "./git.ts";
import { type InitProject, initProject } from "./init-run.ts";

const folder = path.resolve(import.meta.dirname, "../fixtures/init");

/** Shapes of repositories whose workflows need no buildx to be read. */
export const shapes = [
  "branch-per-version",
  "compose",
  "digest-merge",
  "dockerfile-only",
  "matrix-include",
  "metadata-action",
  "monorepo",
  "nightly",
  "not-understood",
  "one-major",
  "pull-request",
  "release",
  "reusable",
  "self-hosted",
  "shell",
  "two-registries",
  "two-workflows",
] as const;

/** Every shape: to read `bake`, buildx must evaluate its files. */
export const allShapes = ["bake", ...shapes] as const;

/** What a repository has besides its files; by default the git tags of two releases. */
const git: Readonly<Record<string, { gitTags?: readonly string[]; branches?: readonly string[] }>> = {
  "branch-per-version": { gitTags: [], branches: ["3.21-stable", "3.22-stable", "a-feature"] },
  "one-major": { branches: ["release/v1.3"] },
  "two-registries": { gitTags: ["1.4.1", "1.4.2"] },
};

/** A repository in a shape. @param builder what evaluates bake files; in memory nothing does */
export function shapeProject(shape: string, builder?: Builder): InitProject {
  const project = initProject(filesBelow(path.join(folder, shape, "repository")), builder);
  const { gitTags = ["v1.4.1", "v1.4.2"], branches = [] } = git[shape] ?? {};
  for (const tag of gitTags) project.made.repository.git("tag", tag);
  for (const branch of branches) project.made.repository.git("branch", branch);
  return project;
}

/** The table that `init` shows for a shape, as the file beside it has it. */
export function expectedTable(shape: string): string {
  return readFileSync(path.join(folder, shape, "table.txt"), "utf8");
}

/** What `init --json` tells. */
export interface InitJson {
  references: (Omit<ComparedReference, "occasions"> & { occasions: string[] })[];
  added: NewReferences[];
  notUnderstood: NotUnderstood[];
  files: { path: string; text: string; before?: string }[];
  next: { remove: string[] };
}

/** Every reference of today and its fate, and every place that was not understood. Commits have one text. */
export function tableOf({ references, notUnderstood }: InitJson, head: string): string {
  const rows = references.map(({ repository, tag, occasions, fate }) =>
    [`${repository}:${tag}`, occasions.join(", "), fateWords(fate)].join(" | "),
  );
  const places = notUnderstood.map(({ place, why }) => `not understood | ${place.file}:${place.line} | ${why}`);
  const lines = [...rows.sort(), ...places.sort()].join("\n");
  return `${lines.replaceAll(head, "<commit>").replaceAll(head.slice(0, 12), "<12>").replaceAll(head.slice(0, 7), "<7>")}\n`;
}

function filesBelow(root: string): Files {
  const paths = readdirSync(root, { recursive: true }).map(String);
  const files = paths.filter((one) => lstatSync(path.join(root, one)).isFile());
  return Object.fromEntries(files.map((one) => [one.split(path.sep).join("/"), readFileSync(path.join(root, one), "utf8")]));
}
