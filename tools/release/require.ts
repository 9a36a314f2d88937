import { entryOf } from "./changelog.ts";
import { pendingChangesets } from "./changesets.ts";
import { manifestOf } from "./places.ts";
import { versionAt } from "./plan.ts";
import { attempt } from "./programs.ts";

/** Why a change lacks a changeset; undefined if it has one, or needs none. A version's own pull request needs none. */
export function missingChangeset(root: string, since: string): string | undefined {
  // Throws for a file that the release could not read.
  for (const changeset of pendingChangesets(root)) entryOf(changeset);
  const before = versionAt(root, since);
  if (before === undefined) throw new Error(`There is no commit ${since} here. Fetch it.`);
  if (before !== manifestOf(root).version) return undefined;
  const { status, stdout, stderr } = attempt(root, ["node", "node_modules/@changesets/cli/bin.js", "status", `--since=${since}`]);
  if (status === 0) return undefined;
  if (!/no changesets were found/.test(stdout + stderr)) throw new Error(`changesets failed. ${stderr || stdout}`);
  return [
    "This changes what users get, and no file in .changeset says so.",
    "Run `npm run changeset`, say what they will notice, and commit the file.",
    "If they will notice nothing: `npm run changeset -- --empty`.",
  ].join("\n");
}
