import { compile } from "../../lib/placeholder.ts";
import { listed } from "../../lib/text/nearest.ts";
import { isRange } from "../../sources/from.ts";
import { isGitName, isGitTagForm } from "../../sources/git-names.ts";
import type { Path } from "../document/document.ts";
import type { Problems } from "../document/problems.ts";
import type { Model } from "../model.ts";
import type { FromConfig } from "../schema/schema.ts";

/** Reports faults in the `from` of streams. */
export function checkFroms({ config }: Model, problems: Problems): void {
  for (const [name, stream] of Object.entries(config.streams ?? {})) {
    if (stream?.from) checkFrom(stream.from, ["streams", name, "from"], problems);
  }
}

function checkFrom(from: FromConfig, path: Path, problems: Problems): void {
  const { tag, branch } = from;
  if (tag === undefined && branch === undefined) {
    if (problems.hasErrorBelow(...path)) return;
    problems.add("config-value", '`from` names no source: add `tag: "v{version}"` for the newest release, or `branch`', path);
  } else if (tag !== undefined && branch !== undefined) {
    problems.add("config-value", "`from` has both `tag` and `branch`: remove one of them", path);
  } else if (tag !== undefined) checkTag(tag, from.range, path, problems);
  else if (branch !== undefined) checkBranch(branch, from, path, problems);
}

function checkTag(tag: string, range: string | undefined, path: Path, problems: Problems): void {
  const unknown = compile(tag).names.filter((name) => name !== "version");
  if (unknown.length > 0) {
    const names = listed(unknown.map((name) => `{${name}}`));
    const subject = unknown.length === 1 ? "placeholder" : "placeholders";
    problems.add("config-placeholder", `unknown ${subject} ${names}: expected {version}`, [...path, "tag"]);
  } else if (!isGitTagForm(tag) || tag.startsWith("refs/")) {
    const message = `"${tag}" is not a valid form of git tags: write a valid git tag name with one {version}, such as "v{version}"`;
    problems.add("config-value", message, [...path, "tag"]);
  }
  if (range !== undefined && !isRange(range)) {
    const message = `"${range}" is not a range of versions: write one such as "1.4" (for 1.4.x), "^2.1" or ">=2 <4"`;
    problems.add("config-value", message, [...path, "range"]);
  }
}

function checkBranch(branch: string, from: FromConfig, path: Path, problems: Problems): void {
  if (!isGitName(branch) || branch.startsWith("refs/")) {
    const message = branch.startsWith("refs/")
      ? `"${branch}" is a full ref: write the branch's name alone`
      : `"${branch}" is not a valid name of a branch: git refuses it`;
    problems.add("config-value", message, [...path, "branch"]);
  }
  for (const key of ["range", "pre-releases"] as const) {
    if (from[key] === undefined) continue;
    problems.add("config-value", `\`${key}\` is for \`tag\`: a branch has no versions`, [...path, key], "key");
  }
}
