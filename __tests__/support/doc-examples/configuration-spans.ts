import { parseDocument } from "yaml";
import { loadConfiguration } from "../../../src/core/config/index.ts";
import { Failure } from "../../../src/core/lib/problems/problem.ts";
import { codeSpans, type Page } from "../markdown.ts";
import { anImage, isConfigurationKey } from "./configuration.ts";

/** Where a key of a configuration may stand. */
const places: readonly ((entry: string) => string)[] = [
  (entry) => `${entry}\n${anImage}`,
  (entry) => entry,
  (entry) => `images: { squid: { context: ., ${entry} } }`,
  (entry) => `versions: { tags: ["{version}"] }\nimages: { squid: { context: ., ${entry} } }`,
  (entry) => `streams: { release: { from: { ${entry} } } }\n${anImage}`,
  (entry) => `aliases: [{ tag: x, ${entry} }]\n${anImage}`,
  (entry) => `retention: { all: 30d, ${entry} }\n${anImage}`,
];

/** Keys of configurations in the prose of a page, with values. Keys without them, and `…`, stand for any. */
function entriesIn(page: Pick<Page, "text">): string[] {
  return codeSpans(page).filter((span) => {
    const [, key = ""] = /^([\w-]+): \S/.exec(span) ?? [];
    return isConfigurationKey(key) && !span.includes("…") && !/[{,] *[\w-]+ *[,}]/.test(span) && !/: (?:read|write)$/.test(span);
  });
}

/** What is wrong with them at the top level, if no place takes them. */
export function configurationSpanFaults(page: Pick<Page, "text">): string[] {
  return entriesIn(page).flatMap((entry) => {
    const [atTop = [], ...elsewhere] = places.map((place) => loadFaults(place(withNames(entry))));
    return [atTop, ...elsewhere].some((faults) => faults.length === 0) ? [] : atTop.map((fault) => `\`${entry}\`: ${fault}`);
  });
}

/** A word in capitals stands for a name. */
const withNames = (entry: string): string => entry.replaceAll(/\b[A-Z]{4,}\b/g, (word) => word.toLowerCase());

function loadFaults(text: string): string[] {
  const [error] = parseDocument(text).errors;
  if (error) return [error.message];
  try {
    const textOf = () => ({ text: "1.4.2\n" });
    loadConfiguration({ text, file: "tagstream.yml", owner: "octo", kindOf, textOf });
    return [];
  } catch (failure) {
    if (!(failure instanceof Failure)) throw failure;
    return failure.problems.map(({ message }) => message);
  }
}

const kindOf = (file: string): "file" | "folder" => (/\.sh$|Dockerfile$|VERSION$/.test(file) ? "file" : "folder");
