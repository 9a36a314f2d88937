import { manifestOf } from "./places.ts";
import { git } from "./programs.ts";
import { remoteTags, taggedVersions } from "./remote.ts";
import { highest, movingTags, parseVersion, tagOf, type Version } from "./version.ts";

/** The version of the checkout. */
export function currentVersion(root: string): Version {
  const text = manifestOf(root).version;
  const version = parseVersion(text);
  if (!version) throw new Error(`package.json: "${text}" is no version, such as 1.2.3 or 2.0.0-rc.0.`);
  return version;
}

/** Tags the checked-out commit with its version, once and for ever. Returns what it did, in words. */
export function tagVersion(root: string): string {
  const tag = tagOf(currentVersion(root));
  const commit = git(root, "rev-parse", "HEAD");
  const shown = remoteTags(root).get(tag);
  if (shown === commit) return `${tag} is at ${commit} already`;
  if (shown !== undefined) {
    throw new Error(`${tag} is at ${shown}, not at ${commit}: a version's tag never moves. Release the next version instead.`);
  }
  git(root, "tag", "--force", "--annotate", "--message", `Tagstream ${tag}`, tag, commit);
  git(root, "push", "--quiet", "origin", `refs/tags/${tag}`);
  return `${tag} → ${commit}`;
}

/**
 * Moves `v1` and `v1.2` to the version, unless they show a higher one. They are plain tags: no release locks them. Returns what it did, in
 * words.
 */
export function moveTags(root: string): string[] {
  const version = currentVersion(root);
  const commit = git(root, "rev-parse", "HEAD");
  const tags = remoteTags(root);
  if (tags.get(tagOf(version)) !== commit) {
    throw new Error(`${tagOf(version)} is not at ${commit} on the remote. Run \`script/release tag\` first.`);
  }
  return movingTags(version).map(({ tag, covers }) => {
    const newest = highest(taggedVersions(tags).filter(covers));
    if (newest?.text !== version.text) return `${tag} stays: ${newest?.text} is newer`;
    if (tags.get(tag) === commit) return `${tag} is at ${commit} already`;
    git(root, "push", "--quiet", "--force", "origin", `${commit}:refs/tags/${tag}`);
    return `${tag} → ${commit}`;
  });
}
