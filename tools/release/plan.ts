import { appendFileSync } from "node:fs";
import { notesOf } from "./changelog.ts";
import { isVersionDue } from "./changesets.ts";
import { manifestOf, read } from "./places.ts";
import { attempt } from "./programs.ts";

/** What a push to main asks for. Both are possible: a change may land just before the version's pull request. */
interface Plan {
  version: string;
  /** There are changesets: the pull request of the next version is due. */
  propose: boolean;
  /** The push brought this version: it is to be released. */
  release: boolean;
}

/** @param before The commit that main showed before the push. */
export function planRelease(root: string, before: string): Plan {
  const { version } = manifestOf(root);
  const brought = versionAt(root, before) ?? versionAt(root, "HEAD^");
  const isNew = brought !== undefined && brought !== version;
  return {
    version,
    propose: isVersionDue(root),
    release: isNew && notesOf(read(root, "CHANGELOG.md"), version) !== undefined,
  };
}

/** package.json's version at a commit; undefined for a commit that is not here. */
export function versionAt(root: string, commit: string): string | undefined {
  const { status, stdout } = attempt(root, ["git", "show", `${commit}:package.json`]);
  return status === 0 ? String(JSON.parse(stdout).version) : undefined;
}

/** Hands the plan to the workflow's other jobs. */
export function showPlan(plan: Plan, outputs: string | undefined): void {
  const lines = Object.entries(plan).map(([name, value]) => `${name}=${value}\n`);
  process.stdout.write(lines.join(""));
  if (outputs !== undefined) appendFileSync(outputs, lines.join(""));
}
