import { notesOf } from "./changelog.ts";
import { manifestOf, read } from "./places.ts";
import { attempt, run } from "./programs.ts";
import { remoteTags, taggedVersions } from "./remote.ts";
import { currentVersion } from "./tags.ts";
import { distTag, tagOf } from "./version.ts";

/** What the changelog says of the checkout's version. */
export function currentNotes(root: string): string {
  const { version } = manifestOf(root);
  const notes = notesOf(read(root, "CHANGELOG.md"), version);
  if (notes === undefined) throw new Error(`CHANGELOG.md has no section "## ${version} - DATE".`);
  return notes;
}

/** Publishes the packed command line on npm, unless npm has this version. */
export function publishPackage(root: string, file: string, dryRun: boolean): void {
  const { name, private: isPrivate } = manifestOf(root);
  const version = currentVersion(root);
  if (isPrivate) {
    console.log('package.json says "private": nothing goes to npm.');
    return;
  }
  if (!dryRun && attempt(root, ["npm", "view", `${name}@${version.text}`, "version"]).stdout === version.text) {
    console.log(`npm has ${name}@${version.text} already`);
    return;
  }
  const tag = distTag(version, taggedVersions(remoteTags(root)));
  const options = ["--ignore-scripts", "--access", "public", "--tag", tag];
  if (dryRun) console.log("Without provenance: only a job on GitHub has an identity that can sign.");
  run(root, ["npm", "publish", file, ...options, dryRun ? "--dry-run" : "--provenance"], { show: true });
  console.log(`${name}@${version.text} → ${tag}`);
}

/** Makes the release on GitHub, with the changelog's text. From then on its tag and its files are locked. */
export function announce(root: string, files: readonly string[], repository: string | undefined): void {
  const version = currentVersion(root);
  const tag = tagOf(version);
  if (attempt(root, ["gh", "release", "view", tag]).status === 0) {
    console.log(`The release ${tag} exists already`);
    return;
  }
  const isLatest = distTag(version, taggedVersions(remoteTags(root))) === "latest";
  const kind = version.preRelease === undefined ? [] : ["--prerelease"];
  const options = ["--verify-tag", "--title", tag, "--notes-file", "-", `--latest=${isLatest}`, ...kind];
  // Links of the changelog are paths in the repository; a release's page is elsewhere.
  const notes = currentNotes(root).replace(
    /\]\((?![a-z]+:|#)/g,
    `](https://github.com/${repository ?? "OWNER/tagstream"}/blob/${tag}/`,
  );
  const output = run(root, ["gh", "release", "create", tag, ...files, ...options], { input: `${notes}\n` });
  console.log(output);
}
