import { startWords } from "../lib/exit-status.ts";
import { normalizePlatform } from "../lib/platform.ts";

/** How much of a failed build's output goes into a message: lines, and characters in all. */
const maxLines = 40;
const maxCharacters = 4000;

/**
 * What went wrong, from the output of `docker buildx bake --progress plain`: the failing step with its last lines, which buildx
 * repeats between rules of dashes, the place in the Dockerfile, and the `ERROR:` line. Without those, the last lines.
 */
export function bakeFault(output: string): string {
  const lines = output.split(/\r?\n/).map((line) => line.trimEnd());
  const report = lines.findLastIndex((line, at) => /^-{6,}$/.test(line) && (lines[at + 1] ?? "").startsWith(" > "));
  const errors = lines.filter((line) => /^(ERROR|error): /i.test(line));
  const chosen =
    report >= 0 ? lines.slice(report + 1) : errors.length > 0 ? errors : lines.filter((line) => line !== "").slice(-10);
  const useful = chosen.filter((line) => line !== "" && !/^View build details: /.test(line) && !/^-{4,}$/.test(line));
  const details = lastPart(useful.slice(-maxLines).join("\n"), maxCharacters) || "it printed nothing";
  const why = startWords(details);
  return why === undefined ? details : `${details}\nMeaning: ${why}.`;
}

/** The end of a text, at most so many characters, from the beginning of a line where it can be; `…` shows the cut. */
export function lastPart(text: string, most: number): string {
  if (text.length <= most) return text;
  const cut = text.slice(text.length - most);
  const line = cut.indexOf("\n");
  return `…\n${line >= 0 && line < most - 1 ? cut.slice(line + 1) : cut}`;
}

/** What `docker buildx inspect` says of a builder, and of its nodes together. */
export interface BuilderDescription {
  name: string;
  driver: string;
  platforms: string[];
  errors: string[];
}

/**
 * Reads the text of `docker buildx inspect`: it has no other form. `Name:` and `Error:` occur for the builder and for each node;
 * a platform that was given by hand has a `*` behind it.
 */
export function parseInspection(text: string): BuilderDescription {
  const fields = text.split(/\r?\n/).flatMap((line): [string, string][] => {
    const match = /^(Name|Driver|Platforms|Error):\s+(.*?)\s*$/.exec(line);
    return match?.[1] === undefined || match[2] === undefined ? [] : [[match[1], match[2]]];
  });
  const all = (key: string) => fields.filter(([name]) => name === key).map(([, value]) => value);
  const platforms = all("Platforms").flatMap((list) => list.split(",").map((platform) => platform.trim().replace(/\*$/, "")));
  return {
    name: all("Name")[0] ?? "",
    driver: all("Driver")[0] ?? "",
    platforms: [...new Set(platforms.filter((platform) => platform !== "").map(normalizePlatform))],
    errors: [...new Set(all("Error"))],
  };
}
