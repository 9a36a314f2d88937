import type { BakeQuestion } from "./bake-question.ts";
import type { Occasion, Recipe } from "./model.ts";
import type { Sample } from "./sample.ts";

/** What docker/metadata-action reads, after GitHub evaluated the expressions. */
export interface MetadataInputs {
  images: string;
  tags: string;
  flavor: string;
  labels: string;
  "sep-tags"?: string;
  "bake-target"?: string;
}

/** What docker/metadata-action gives. Lines are those of the input, from 0. */
export interface MetadataResult {
  images: string[];
  tags: { repository: string; tag: string; line: number }[];
  version: string;
  labels: Record<string, string>;
  bakeFile: string;
  faults: { input?: string; line: number; text: string; why: string }[];
}

/** What a script can use. In its texts, an expression that is left is unknown: `${{ vars.X }}`. */
export interface ScriptContext {
  env: Readonly<Record<string, string>>;
  textOf(path: string): string | undefined;
  folder: string;
  sample: Sample;
  occasion: Occasion;
}

/** A name of an image with its registry, and a tag: `*` for all tags, empty for a digest. */
export interface ScriptReference {
  repository: string;
  tag: string;
}

/** What a script does that has to do with images. Lines are those of the script, from 0. */
export interface ScriptResult {
  builds: { recipe: Recipe; tags: ScriptReference[]; pushes: boolean; line: number }[];
  tags: { from: ScriptReference; to: ScriptReference; line: number }[];
  pushes: (ScriptReference & { line: number })[];
  outputs: Record<string, string>;
  env: Record<string, string>;
  /** What it sets to a text that only a run knows. */
  unknown: { kind: "output" | "env"; name: string; text: string }[];
  bake: (BakeQuestion & { pushes: boolean; line: number })[];
  logins: { registry: string; username: string; password: string; line: number }[];
  /** Texts of references and arguments that stand in files. */
  values: { file: string; match?: string; text: string; line: number }[];
  notUnderstood: { line: number; text: string; why: string }[];
}

/** The parts of the evaluation that have rooms of their own. */
export interface EvaluationParts {
  metadataAction(inputs: MetadataInputs, context: { sample: Sample; occasion: Occasion }): MetadataResult;
  runScript(script: string, context: ScriptContext): ScriptResult;
}
