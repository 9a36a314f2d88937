import { Failure, type Problem } from "../lib/problems/problem.ts";
import { parseDuration } from "../lib/time/duration.ts";
import type { Promotion } from "../plan/plan.ts";
import type { Unit } from "../unit/unit.ts";
import { checkCommon, checkConditions, checkImage } from "./checks/checks.ts";
import { checkCollisions } from "./checks/collisions.ts";
import { isUsable } from "./checks/depends-on-invalid.ts";
import { checkPlaceholders } from "./checks/placeholders.ts";
import { checkUnused } from "./checks/unused.ts";
import { defaultRegistry, type Home } from "./default-registry.ts";
import { findCredentials } from "./document/credentials.ts";
import type { SourceDocument } from "./document/document.ts";
import { parseSource } from "./document/parse-source.ts";
import { Problems } from "./document/problems.ts";
import { modelOf } from "./model.ts";
import type { Config } from "./schema/schema.ts";
import { validate } from "./schema/validate.ts";
import { basesFirst, checkBases, joinBases } from "./units/bases.ts";
import type { Draft } from "./units/draft.ts";
import { type Kind, Paths } from "./units/paths.ts";
import { checkConstantPaths, unitsOf } from "./units/units.ts";
import { checkVersions, checkVersionTags } from "./units/versions.ts";

/** A configuration as text, with the facts that it depends on. */
export interface ConfigSource extends Home {
  /** YAML. */
  text: string;
  /** The file's name in problems. */
  file: string;
  /** Whether a path, relative to the repository's root, is a file or a folder there. */
  kindOf(path: string): Kind | undefined;
}

export interface Configuration {
  /** Bases first, then in the configuration's order: image, variant, stream. */
  units: Unit[];
  promotion: Promotion;
  warnings: Problem[];
}

const defaultMaxAge = "7d";

/**
 * The units that a configuration describes. Pure: `kindOf` looks up the paths.
 * @throws Failure with every fault (`config-…`), in the file's order, with line and column
 */
export function loadConfiguration(source: ConfigSource): Configuration {
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
  const units = config ? resolve(config, source, document, problems) : [];
  const errors = problems.sorted("error");
  if (!config || errors.length > 0) throw new Failure(errors);
  return { units, promotion: promotionOf(config), warnings: problems.sorted("warning") };
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

function resolve(config: Config, source: ConfigSource, document: SourceDocument, problems: Problems): Unit[] {
  const model = modelOf(config, document.value);
  const fallback = defaultRegistry(source);
  const surroundings = { model, fallback, paths: new Paths((path) => source.kindOf(path), problems), problems };
  checkCommon(model, fallback, problems);
  for (const image of model.images) {
    checkImage(image, model, problems);
    checkConstantPaths(image, surroundings);
  }
  checkBases(model, problems);
  checkConditions(model, problems);
  checkPlaceholders(model, problems);
  checkVersions(model, problems);
  const drafts = new Map<string, Draft[]>();
  for (const image of basesFirst(model.images)) {
    if (isUsable(image, problems)) drafts.set(image.name, unitsOf(image, surroundings));
  }
  joinBases(drafts, problems);
  const all = [...drafts.values()].flat();
  checkCollisions(all, model, problems);
  checkVersionTags(all, model, problems);
  checkUnused(model, all, problems);
  return all.map(({ unit }) => unit);
}

function promotionOf({ promotion }: Config): Configuration["promotion"] {
  return promotion === "never" ? "never" : { maxAge: parseDuration(promotion?.["max-age"] ?? defaultMaxAge) };
}
