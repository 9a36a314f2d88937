import type { Blocker } from "../../plan/decide/blocker.ts";
import { sourceName } from "../../sources/scope.ts";
import type { UnitSource } from "../../unit/unit.ts";
import type { Problems } from "../document/problems.ts";
import type { SourceFiles } from "../values/source-files.ts";
import type { FileText } from "../values/value-text.ts";
import { type Kind, Paths } from "./paths.ts";

/**
 * The source of a stream with `from`: its commit and that commit's files; or why it has none yet;
 * or why nothing of it can be built now.
 */
export type StreamSource =
  | { source: UnitSource; kindOf(path: string): Kind | undefined; textOf?(path: string): FileText | undefined }
  | { idle: string }
  | { blocked: Blocker; source?: UnitSource };

/** Why a unit is not planned as usual. */
export interface Obstacle {
  /** It does not exist at its source: for people, in lower case, without a full stop. */
  absent?: string;
  /** It exists, and cannot be built. */
  blocked?: Blocker;
}

/** Of an unknown source: nothing that its units need counts as missing. */
const unknownFiles: SourceFiles = { kindOf: () => "file", textOf: () => undefined };

function filesOf(found: Extract<StreamSource, { kindOf: unknown }>): SourceFiles {
  return {
    kindOf: (path) => found.kindOf(path),
    textOf: (path) => found.textOf?.(path) ?? { fault: "unreadable" },
    name: sourceName(found.source),
  };
}

/** Where the paths and values of a stream's units are looked up. */
export class Place {
  readonly paths: Paths;
  /** The files that values come from. */
  readonly files: SourceFiles;
  readonly source: UnitSource | undefined;
  readonly #known: Obstacle;
  readonly #missing: string[] = [];

  /** @param paths those of the default branch */
  private constructor(paths: Paths, files: SourceFiles, source: UnitSource | undefined, known: Obstacle) {
    this.paths = paths;
    this.files = files;
    this.source = source;
    this.#known = known;
  }

  /** The files of the configuration's own commit: a missing path is a fault of the configuration. */
  static ofConfiguration(files: SourceFiles, problems: Problems): Place {
    return new Place(new Paths(files.kindOf, problems), files, undefined, {});
  }

  /** The files of a stream's source; of an unknown one, every path counts as present. */
  static ofSource(found: StreamSource | undefined, problems: Problems): Place {
    if (found === undefined || !("kindOf" in found)) {
      const known = found === undefined ? {} : "idle" in found ? { absent: found.idle } : { blocked: found.blocked };
      const source = found && "source" in found ? found.source : undefined;
      return new Place(
        new Paths(
          () => undefined,
          problems,
          () => {},
        ),
        unknownFiles,
        source,
        known,
      );
    }
    const place: Place = new Place(
      new Paths(found.kindOf, problems, (subject, path) => place.#missing.push(`${subject} ${path}`)),
      filesOf(found),
      found.source,
      {},
    );
    return place;
  }

  /** The paths that were missing since the last call: `context squid`. */
  takeMissing(): string[] {
    return this.#missing.splice(0);
  }

  /**
   * @param ofBuild the missing paths of a unit's build
   * @param ofTests those of its tests
   */
  obstacleOf(ofBuild: readonly string[], ofTests: readonly string[]): Obstacle | undefined {
    if (this.#known.absent !== undefined || this.#known.blocked) return this.#known;
    const where = this.source && sourceName(this.source);
    const [first] = ofBuild;
    if (first !== undefined) return { absent: `not in ${where}: it has no ${first}` };
    const [test] = ofTests;
    return test === undefined ? undefined : { blocked: { code: "source-unusable", reason: `${where} has no ${test}` } };
  }
}
