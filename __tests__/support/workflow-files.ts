import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

export const root = path.resolve(import.meta.dirname, "../..");

export interface WorkflowFile {
  /** Path from the repository's root. */
  path: string;
  /** The text as GitHub would get it: placeholders filled in. */
  text: string;
}

function list(folder: string): WorkflowFile[] {
  return readdirSync(path.join(root, folder))
    .filter((name) => name.endsWith(".yml"))
    .sort()
    .map((name) => ({ path: `${folder}/${name}`, text: fill(readFileSync(path.join(root, folder, name), "utf8")) }));
}

/** What a user, or GitHub when it makes a workflow from a template, fills in. */
function fill(text: string): string {
  return text.replaceAll("OWNER/", "octo/").replaceAll("$default-branch", "main");
}

/** The templates that users copy. */
export const templates = list("workflows");
/** The workflows of the examples. */
export const exampleWorkflows = readdirSync(path.join(root, "examples"))
  .sort()
  .flatMap((name) => list(`examples/${name}/.github/workflows`));
/** The workflows of this repository itself. */
export const ownWorkflows = list(".github/workflows");

export const action: WorkflowFile = { path: "action.yml", text: readFileSync(path.join(root, "action.yml"), "utf8") };
