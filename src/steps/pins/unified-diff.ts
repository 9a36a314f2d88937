import type { ChangedFile } from "../../core/pins/pin-result.ts";

/**
 * The changes of files for `git apply` and `patch -p1`; empty without any.
 * @param context unchanged lines around each change
 */
export async function unifiedDiff(files: readonly ChangedFile[], context = 3): Promise<string> {
  const { structuredPatch } = await import("diff");
  return files
    .map(({ path, before, after }) => {
      const { hunks } = structuredPatch("", "", before, after, undefined, undefined, { context });
      const [from, to] = [quoted(`a/${path}`), quoted(`b/${path}`)];
      const head = [`diff --git ${from} ${to}`, `--- ${from}${tabAfter(path)}`, `+++ ${to}${tabAfter(path)}`];
      const body = hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
        `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`,
        ...lines,
      ]);
      return `${[...head, ...body].join("\n")}\n`;
    })
    .join("");
}

/** git ends a name with a space in it by a tab: otherwise `patch` would read a part of the name. */
function tabAfter(path: string): string {
  return path.includes(" ") ? "\t" : "";
}

/** A name as git writes it: in quotes, as in C, if it has a character that ends a name. */
function quoted(name: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern finds them
  if (!/["\\\u0000-\u001f\u007f]/.test(name)) return name;
  const escaped = [...name].map((character) => {
    if (character === '"' || character === "\\") return `\\${character}`;
    const code = character.charCodeAt(0);
    return code < 32 || code === 127 ? `\\${code.toString(8).padStart(3, "0")}` : character;
  });
  return `"${escaped.join("")}"`;
}
