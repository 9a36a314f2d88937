import { Failure, type Problem } from "../lib/problems/problem.ts";
import { parseDuration } from "../lib/time/duration.ts";
import type { Promotion } from "../plan/plan.ts";
import type { Unit } from "../unit/unit.ts";
import { checkCommon, checkConditions, checkImage } from "./checks/checks.ts";
import { checkCollisions } from "./checks/collisions.ts";
import { isUsable } from "./checks/depends-on-invalid.ts";
import { checkPlaceholders } from "./checks/placeholders.ts";
import { checkTestPlatforms } from "./checks/tests.ts";
import { checkUnused } from "./checks/unused.ts";
import { checkValues } from "./checks/values.ts";
import { defaultRegistry, type Home } from "./default-registry.ts";
import { findCredentials } from "./document/credentials.ts";
import type { SourceDocument } from "./document/document.ts";
import { parseSource } from "./document/parse-source.ts";
import { Problems } from "./document/problems.ts";
import { type Model, modelOf } from "./model.ts";
import type { Config } from "./schema/schema.ts";
import { validate } from "./schema/validate.ts";
import { basesFirst, checkBases, joinBases } from "./units/bases.ts";
import type { Draft } from "./units/draft.ts";
import { type Kind, Paths } from "./units/paths.ts";
import { checkConstantPaths, unitsOf } from "./units/units.ts";
import { checkVersions, checkVersionTags } from "./units/versions.ts";
import type { SourceFiles, ValueFile } from "./values/source-files.ts";
import { UnitValues } from "./values/unit-values.ts";
import { valueFilesOf } from "./values/value-files.ts";
import type { FileText } from "./values/value-text.ts";

/** A configuration as text, with the facts about its repository. */
export interface ConfigText extends Home {
  /** YAML. */
  text: string;
  /** The file's name in problems. */
  file: string;
}

/** The files that a configuration is about. */
export interface ConfigPlaces {
  /** Whether a path, relative to the repository's root, is a file or a folder there. */
  kindOf(path: string): Kind | undefined;
  /** The text of a file in `valueFiles`. One that it does not know counts as unreadable. */
  textOf?(path: string): FileText | undefined;
}

export type { SourceFiles, ValueFile } from "./values/source-files.ts";
export type { FileText } from "./values/value-text.ts";
export { longestValueFile } from "./values/value-text.ts";

export interface ConfigSource extends ConfigText, ConfigPlaces {}

/** A configuration whose text is read, and whose files are not. */
export interface OpenConfiguration {
  /** The files that values come from. `load` needs their texts. */
  valueFiles: readonly ValueFile[];
  /**
   * The units, with their paths and values. May be called once.
   * @throws Failure with every fault (`config-…`), in the file's order, with line and column
   */
  load(places: ConfigPlaces): Configuration;
}

export interface Configuration {
  /** Bases first, then in the configuration's order: image, variant, stream. */
  units: Unit[];
  promotion: Promotion;
  warnings: Problem[];
}

const defaultMaxAge = "7d";

/**
 * The units that a configuration describes. Pure: `kindOf` and `textOf` look up the files.
 * @throws Failure with every fault (`config-…`), in the file's order, with line and column
 */
export function loadConfiguration(source: ConfigSource): Configuration {
  return openConfiguration(source).load(source);
}

/** Reads the text of a configuration, up to the question what is in its files. */
export function openConfiguration(source: ConfigText): OpenConfiguration {
  const document = parseSource(source.text, source.file);
  const problems = new Problems(document);
  findCredentials(document, problems);
  findUnreadable(document, problems);
  for (const { path, position, first } of document.duplicates) {
    problems.addAt(
      position,
      "config-duplicate-key",
      `duplicate key "${String(path.at(-1))}": line ${first.line} already has it`,
      path,
    );
  }
  const config = validate(document, problems);
  const model = config && modelOf(config, document.value);
  return {
    valueFiles: model ? valueFilesOf(model) : [],
    load(places) {
      const units = model ? resolve(model, source, places, problems) : [];
      const errors = problems.sorted("error");
      if (!config || errors.length > 0) throw new Failure(errors);
      return { units, promotion: promotionOf(config), warnings: problems.sorted("warning") };
    },
  };
}

/**
 * Reports values that are not UTF-8: they would be published as `U+FFFD`. Comments may have them.
 */
function findUnreadable(document: SourceDocument, problems: Problems): void {
  for (const { text, path, start } of document.scalars()) {
    if (!text.includes("\uFFFD")) continue;
    problems.addAt(document.at(start), "config-yaml", "This text is not valid UTF-8. Save the file as UTF-8", path);
  }
}

function resolve(model: Model, home: Home, places: ConfigPlaces, problems: Problems): Unit[] {
  const fallback = defaultRegistry(home);
  const paths = new Paths((path) => places.kindOf(path), problems);
  const own: SourceFiles = {
    kindOf: (path) => places.kindOf(path),
    textOf: (path) => places.textOf?.(path) ?? { fault: "unreadable" },
  };
  const values = new UnitValues(() => own, problems);
  const surroundings = { model, fallback, paths, values, problems };
  checkCommon(model, fallback, problems);
  for (const image of model.images) {
    checkImage(image, model, problems);
    checkConstantPaths(image, surroundings);
  }
  checkTestPlatforms(model.images, problems);
  checkBases(model, problems);
  checkConditions(model, problems);
  checkPlaceholders(model, problems);
  checkValues(model, tagStreams(model), problems);
  checkVersions(model, problems);
  const drafts = new Map<string, Draft[]>();
  for (const image of basesFirst(model.images)) {
    if (isUsable(image, problems)) drafts.set(image.name, unitsOf(image, surroundings));
  }
  values.report();
  joinBases(drafts, problems);
  const all = [...drafts.values()].flat();
  checkCollisions(all, problems);
  checkVersionTags(all, model, problems);
  checkUnused(model, all, values.used, problems);
  return all.map(({ unit }) => unit);
}

/** The streams whose units have their git tag's version as placeholders. */
function tagStreams({ config }: Model): string[] {
  return Object.entries(config.streams ?? {}).flatMap(([name, stream]) => {
    const from: unknown = stream && "from" in stream ? stream.from : undefined;
    return typeof from === "object" && from !== null && "tag" in from ? [name] : [];
  });
}

function promotionOf({ promotion }: Config): Configuration["promotion"] {
  return promotion === "never" ? "never" : { maxAge: parseDuration(promotion?.["max-age"] ?? defaultMaxAge) };
}
