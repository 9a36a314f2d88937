import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** A page of the documentation; `file` is its path from the repository's root. */
export interface FilledPage {
  file: string;
  text: string;
}

const markers = /(<!-- begin generated: ([a-z-]+) -->\n)[\s\S]*?(<!-- end generated -->)/g;

/** A text with its generated parts written again. Throws for a part without a source. */
export function fillIn(text: string, parts: ReadonlyMap<string, string>): string {
  return text.replace(markers, (_, begin: string, name: string, end: string) => {
    const part = parts.get(name);
    if (part === undefined) throw new Error(`no source generates the part "${name}"`);
    return `${begin}\n${part}\n\n${end}`;
  });
}

/** The names of a text's generated parts. */
export function placesIn(text: string): string[] {
  return [...text.matchAll(markers)].map(([, , name = ""]) => name);
}

/**
 * The correct text of every page with a generated part. Throws unless each part has exactly one
 * place.
 */
export function filledPages(root: string, parts: ReadonlyMap<string, string>): FilledPage[] {
  const pages = ["README.md", ...markdownIn(root, "docs")].map((file) => ({
    file,
    text: readFileSync(path.join(root, file), "utf8"),
  }));
  const places = pages.flatMap(({ text }) => placesIn(text));
  for (const name of parts.keys()) {
    const count = places.filter((place) => place === name).length;
    if (count !== 1) throw new Error(`the generated part "${name}" has ${count} places instead of one`);
  }
  return pages.filter(({ text }) => placesIn(text).length > 0).map(({ file, text }) => ({ file, text: fillIn(text, parts) }));
}

function markdownIn(root: string, folder: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".md"))
    .map((file) => path.posix.join(folder, file.replaceAll(path.sep, "/")))
    .sort();
}
