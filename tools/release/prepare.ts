import { sectionOf, withSection } from "./changelog.ts";
import { isVersionDue, pendingChangesets } from "./changesets.ts";
import { manifestOf, read, spreadVersion, write } from "./places.ts";
import { git, run } from "./programs.ts";

/** What a version changes besides the sources, in the order in which they need each other. */
const generated = ["build", "schema", "docs"];

/** Node itself starts a script, where it can, in a tenth of npm's time. */
const runScript: [string, ...string[]] = process.features.typescript ? ["node", "--run"] : ["npm", "run", "--silent"];

/** Gives the checkout its next version: package.json and what states it too, the changelog, the bundle, the schemas and the tables. */
export function prepareVersion(root: string, repository: string | undefined): void {
  if (!isVersionDue(root)) {
    console.log("There is no changeset: nothing to release.");
    return;
  }
  const before = manifestOf(root).version;
  const changesets = pendingChangesets(root);
  run(root, ["node", "node_modules/@changesets/cli/bin.js", "version"], { show: true });
  const version = spreadVersion(root, repository);
  if (version === before) throw new Error(`changesets left the version at ${before}.`);
  // The day of the newest change: whoever runs this again gets the same text.
  const date = git(root, "log", "-1", "--format=%cs");
  write(root, "CHANGELOG.md", withSection(read(root, "CHANGELOG.md"), sectionOf(version, date, changesets)));
  for (const script of generated) run(root, [...runScript, script], { show: true });
  console.log(`${before} → ${version}`);
}
