import type { Code } from "../../lib/problems/problem.ts";
import { normalizePath } from "../../lib/repository-path.ts";
import type { Path } from "../document/document.ts";
import type { Problems } from "../document/problems.ts";

export type Kind = "file" | "folder";

/** Looks up each path of a configuration once in the repository, and reports missing ones. */
export class Paths {
  readonly #kindOf: (path: string) => Kind | undefined;
  readonly #problems: Problems;
  readonly #missing: ((subject: string, path: string) => void) | undefined;
  readonly #kinds = new Map<string, Kind | undefined>();
  readonly #found = new Map<string, string>();
  readonly #reported = new Set<string>();

  /** @param missing called for each missing path, instead of a report as a fault of the configuration */
  constructor(kindOf: (path: string) => Kind | undefined, problems: Problems, missing?: (subject: string, path: string) => void) {
    this.#kindOf = kindOf;
    this.#problems = problems;
    this.#missing = missing;
  }

  /**
   * The normal form of a path that must be a file, a folder or (`any`) either.
   * @param subject its role, for the message: `context`, `Dockerfile`
   * @param at its path in the configuration
   * @returns undefined if it is missing, after a report; with `missing`, the path all the same
   */
  require(text: string, wanted: Kind | "any", subject: string, at: Path, folder?: string): string | undefined {
    const known = this.#found.get(`${wanted} ${folder ?? "."}\0${text}`);
    if (known !== undefined) return known;
    const found = this.#look(text, wanted, subject, at, folder);
    // At a source, each unit that lacks the path must hear of it.
    if (found !== undefined && !this.#missing) this.#found.set(`${wanted} ${folder ?? "."}\0${text}`, found);
    return found;
  }

  #look(text: string, wanted: Kind | "any", subject: string, at: Path, folder?: string): string | undefined {
    const path = normalizePath(text, folder);
    if (path === undefined) {
      const why = text.startsWith("/") ? "is absolute: write it relative to the repository's root" : "leaves the repository";
      return this.#report("config-path-outside", `${subject} "${text}" ${why}`, at, text);
    }
    const kind = this.#kind(path);
    if (kind !== undefined && (wanted === "any" || kind === wanted)) return path;
    if (this.#missing) {
      this.#missing(subject, path);
      return path;
    }
    const shown = path === text ? `"${text}"` : `"${text}" (${path})`;
    const why = kind === undefined ? "does not exist" : `is a ${kind}, but must be a ${wanted}`;
    return this.#report("config-path-missing", `${subject} ${shown} ${why}`, at, text);
  }

  /** Reports only the first wrong path at each place: placeholders repeat the same mistake. */
  #report(code: Code, message: string, at: Path, text: string): undefined {
    const place = JSON.stringify(at);
    if (!this.#reported.has(place)) this.#problems.addOfImage(code, message, at, text);
    this.#reported.add(place);
  }

  #kind(path: string): Kind | undefined {
    if (path === ".") return "folder";
    if (!this.#kinds.has(path)) this.#kinds.set(path, this.#kindOf(path));
    return this.#kinds.get(path);
  }
}
