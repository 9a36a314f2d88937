import { normalizePath } from "../../lib/repository-path.ts";
import { absolutePath } from "./expansion.ts";
import { type Shell, writtenText } from "./shell.ts";
import { knownText, knownValue, type Text } from "./text.ts";

/** A path of a script from the repository's root; undefined if it is unknown, or outside. */
export function pathOf(shell: Shell, text: Text): string | undefined {
  const path = knownValue(text);
  if (path === undefined || shell.folder === undefined) return undefined;
  const root = absolutePath(shell, ".");
  if (path === root || path.startsWith(`${root}/`)) return normalizePath(`.${path.slice(root.length)}`);
  return normalizePath(path, shell.folder);
}

/** Where a script writes: a path from the root, or an absolute one. */
export function writtenPath(shell: Shell, text: Text): string | undefined {
  const value = knownValue(text);
  return value?.startsWith("/") === true ? value : pathOf(shell, text);
}

/** The text of a file that the script wrote, or of the repository; undefined if there is none. */
export function fileOf(shell: Shell, text: Text): Text | undefined {
  const written = writtenPath(shell, text);
  const own = written === undefined ? undefined : shell.files.get(written);
  if (own !== undefined) return writtenText(own);
  const path = pathOf(shell, text);
  const content = path === undefined ? undefined : shell.context.textOf(path);
  return path === undefined || content === undefined ? undefined : knownText(content, { file: path });
}
