import { isRefName } from "../events/payload.ts";

/** The placeholder for the version in a form of git tags. */
export const versionPlaceholder = "{version}";

/** Whether git takes a text as the name of a branch or a tag (git-check-ref-format(1)). */
export function isGitName(text: string): boolean {
  return isRefName(text) && !/(?:^|\/)\.|\.lock(?:\/|$)/.test(text);
}

/** Whether a text is a form of git tags, `v{version}`: a valid git name with one `{version}`. */
export function isGitTagForm(text: string): boolean {
  const parts = text.split(versionPlaceholder);
  return parts.length === 2 && !/[{}]/.test(parts.join("")) && isGitName(parts.join("1.4.2"));
}

/**
 * The text at the place of the version in a git tag; undefined if the tag does not have the form.
 * There is one reading, because the rest of a form is literal.
 */
export function versionTextIn(form: string, gitTag: string): string | undefined {
  const [before = "", after = ""] = form.split(versionPlaceholder);
  const isLong = gitTag.length >= before.length + after.length;
  if (!isLong || !gitTag.startsWith(before) || !gitTag.endsWith(after)) return undefined;
  return gitTag.slice(before.length, gitTag.length - after.length);
}
