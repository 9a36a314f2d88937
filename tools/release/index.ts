// The steps of a release: `script/release COMMAND`. The workflow `release.yml` calls them and has no
// logic of its own, so that a test can run the same commands on a copy of this repository.
import { parseArgs } from "node:util";
import { findProblems } from "./check.ts";
import { planRelease, showPlan } from "./plan.ts";
import { prepareVersion } from "./prepare.ts";
import { proposeVersion } from "./propose.ts";
import { announce, currentNotes, publishPackage } from "./publish.ts";
import { missingChangeset } from "./require.ts";
import { moveTags, tagVersion } from "./tags.ts";

const root = process.cwd();
const { env } = process;

const help = `script/release COMMAND
  plan --since COMMIT      what a push to main asks for: propose, release
  version                  gives the checkout its next version, by the changesets
  propose                  commits that to release/next, and opens or updates the pull request
  check                    says what keeps the checkout from being released
  tag                      tags the commit v1.2.3, once and for ever
  publish FILE [--dry-run] publishes the packed command line on npm
  move                     moves v1 and v1.2 to the commit, unless they show a higher version
  notes                    prints what the changelog says of the version
  announce FILE …          makes the release on GitHub, with these files
  require --since COMMIT   fails if a change has no changeset`;

const { values, positionals } = parsed();
const [command = "help", ...files] = positionals;

const commands: Record<string, () => void> = {
  plan: () => showPlan(planRelease(root, since()), env["GITHUB_OUTPUT"]),
  version: () => prepareVersion(root, env["GITHUB_REPOSITORY"]),
  propose: () => proposeVersion(root),
  check: () => refuse(findProblems(root)),
  tag: () => console.log(tagVersion(root)),
  publish: () => publishPackage(root, theFile(), values["dry-run"]),
  move: () => console.log(moveTags(root).join("\n")),
  notes: () => console.log(currentNotes(root)),
  announce: () => announce(root, files, env["GITHUB_REPOSITORY"]),
  require: () => refuse(missingChangeset(root, since()) ?? []),
  help: () => console.log(help),
};

function parsed() {
  try {
    const options = { since: { type: "string" }, "dry-run": { type: "boolean", default: false } } as const;
    return parseArgs({ allowPositionals: true, options });
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n${help}`);
    process.exit(1);
  }
}

function since(): string {
  if (values.since === undefined) throw new Error(`${command} needs --since COMMIT.`);
  return values.since;
}

function theFile(): string {
  const [file, another] = files;
  if (file === undefined || another !== undefined) throw new Error("publish needs one file, which `npm pack` writes.");
  // npm takes a name without a folder for a package of the registry.
  return file.startsWith("/") ? file : `./${file}`;
}

function refuse(problems: string | readonly string[]): void {
  const all = typeof problems === "string" ? [problems] : problems;
  if (all.length > 0) throw new Error(all.join("\n"));
  console.log(`${command}: all is well`);
}

try {
  const chosen = Object.hasOwn(commands, command) ? commands[command] : undefined;
  if (!chosen) throw new Error(`There is no command ${command}.\n${help}`);
  chosen();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
