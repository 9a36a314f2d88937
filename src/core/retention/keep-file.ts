import { isDigest } from "../lib/digest.ts";
import { cut, oneLine } from "../lib/text/clean.ts";
import { normalRepository, registryFault, withRegistry } from "../oci/reference.ts";
import { isTag } from "../tags/grammar.ts";
import type { Need } from "./facts.ts";

/** Bytes of the longest keep-file: room for some 20,000 images. */
export const longestKeepFile = 2 * 1024 * 1024;

/** The most faulty lines to name: a file of another kind has nothing else. */
const maxFaults = 5;

const emptyWords = "as after an export that failed. If nothing is to be kept, write that in a comment: `# nothing`";

/** What a keep-file says. With one fault, Tagstream does not know what it was to keep. */
export interface KeepFile {
  needs: Need[];
  /** Clauses for people, each with its line. */
  faults: string[];
}

/**
 * Reads a keep-file: one digest or one reference on a line, as clusters name their images; `#` begins
 * a comment. A reference without a tag and a digest means `latest`, as everywhere.
 */
export function readKeepFile(text: string, path: string): KeepFile {
  if (text.trim() === "") return { needs: [], faults: [`${path} is empty, ${emptyWords}`] };
  const needs: Need[] = [];
  const faults: string[] = [];
  for (const [index, line] of text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .entries()) {
    const entry = line.replace(/(^|\s)#.*$/, "").trim();
    if (entry === "") continue;
    const by = `${path}:${index + 1}`;
    const need = needOf(entry);
    if (need) needs.push({ ...need, by });
    else faults.push(`${by}: "${cut(oneLine(entry), 80)}" is neither a digest nor a reference`);
  }
  const more = faults.length - maxFaults;
  return { needs, faults: more > 0 ? [...faults.slice(0, maxFaults), `${path} has ${more} more such lines`] : faults };
}

/** `sha256:…`, `name[:tag][@digest]`; container runtimes put a scheme before it: `docker-pullable://`. */
function needOf(entry: string): Omit<Need, "by"> | undefined {
  const text = entry.replace(/^[a-z][a-z0-9+.-]*:\/\//, "");
  if (isDigest(text)) return { digest: text };
  if (text.startsWith("sha256:")) return undefined; // a digest that something cut
  const [, name = "", tag, digest] = /^([^@\s]+?)(?::([^:/@\s]+))?(?:@(\S+))?$/.exec(text) ?? [];
  if (digest !== undefined && !isDigest(digest)) return undefined;
  if (tag !== undefined && !isTag(tag)) return undefined;
  const repository = withRegistry(name);
  if (name === "" || registryFault(repository, "repository") !== undefined) return undefined;
  if (digest !== undefined && tag === undefined) return { digest };
  const named = { repository: normalRepository(repository), tag: tag ?? "latest" };
  return { ...(digest === undefined ? {} : { digest }), tag: named };
}
