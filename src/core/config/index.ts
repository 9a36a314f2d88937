import type { FreshnessPolicy } from "../freshness/policy.ts";
import { Failure, type Problem } from "../lib/problems/problem.ts";
import { parseDuration } from "../lib/time/duration.ts";
import type { PinTarget } from "../pins/target.ts";
import { type AliasPlace, type AliasPlaces, aliasKey } from "../plan/alias-clashes.ts";
import { defaultMaxAge } from "../plan/decide/promotion.ts";
import type { JobRules } from "../plan/jobs/jobs.ts";
import type { Promotion } from "../plan/plan.ts";
import type { RetentionPolicy } from "../retention/rules.ts";
import type { From } from "../sources/from.ts";
import type { Unit } from "../unit/unit.ts";
import { checkCommon, checkConditions, checkImage } from "./checks/checks.ts";
import { checkCollisions } from "./checks/collisions.ts";
import { isUsable } from "./checks/depends-on-invalid.ts";
import { checkFollows } from "./checks/follow.ts";
import { checkFroms } from "./checks/from.ts";
import { checkPins } from "./checks/pins.ts";
import { checkPlaceholders } from "./checks/placeholders.ts";
import { checkRebuild } from "./checks/rebuild.ts";
import { checkRetention } from "./checks/retention.ts";
import { checkTestPlatforms } from "./checks/tests.ts";
import { checkUnused } from "./checks/unused.ts";
import { checkValues } from "./checks/values.ts";
import { defaultRegistry, type Home } from "./default-registry.ts";
import { findCredentials } from "./document/credentials.ts";
import type { SourceDocument } from "./document/document.ts";
import { parseSource } from "./document/parse-source.ts";
import { Problems } from "./document/problems.ts";
import type { Combination } from "./matrix/matrix.ts";
import { type Model, modelOf } from "./model.ts";
import type { Config } from "./schema/schema.ts";
import { validate } from "./schema/validate.ts";
import { basesFirst, checkBases, joinBases } from "./units/bases.ts";
import { checkCandidates, checkCandidatesApart } from "./units/candidates.ts";
import type { Draft } from "./units/draft.ts";
import { freshnessPolicyOf } from "./units/freshness-policy.ts";
import { jobRulesOf } from "./units/job-rules.ts";
import type { Kind } from "./units/paths.ts";
import { pinTargetsOf } from "./units/pins.ts";
import { type Obstacle, Place, type StreamSource } from "./units/place.ts";
import { retentionPolicyOf } from "./units/retention.ts";
import { checkConstantPaths, unitsOf } from "./units/units.ts";
import { checkVersions, checkVersionTags } from "./units/versions.ts";
import type { ValueFile } from "./values/source-files.ts";
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
  /**
   * The sources of streams with `from`, by stream. Of a stream without an entry, every path counts
   * as present, and its units have no source.
   */
  sources?: ReadonlyMap<string, StreamSource>;
  /** The source of the other streams, in the run of a git tag; by default the configuration's commit. */
  others?: StreamSource;
}

export type { Obstacle, StreamSource } from "./units/place.ts";
export type { SourceFiles, ValueFile } from "./values/source-files.ts";
export type { FileText } from "./values/value-text.ts";
export { longestValueFile } from "./values/value-text.ts";

export interface ConfigSource extends ConfigText, ConfigPlaces {}

/** A configuration whose text is read, and whose files are not. */
export interface OpenConfiguration {
  /** Where streams come from, if not from the default branch. */
  from: ReadonlyMap<string, From>;
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
  /** Where streams come from, if not from the default branch. */
  from: ReadonlyMap<string, From>;
  /** Why units of streams with `from` are not planned as usual, by unit name. */
  obstacles: ReadonlyMap<string, Obstacle>;
  promotion: Promotion;
  /** How builds are spread over jobs. */
  jobs: JobRules;
  /** Absent without `rebuild` and `notify`. */
  freshness?: FreshnessPolicy;
  /** The image that lists packages, if the file names one. */
  generator?: string;
  /** Where the file has the aliases that a publication gives, for messages. */
  aliasPlaces: AliasPlaces;
  /** The files that name images of this configuration. */
  pins: readonly PinTarget[];
  /** Absent without `retention`: nothing is ever removed. */
  retention?: RetentionPolicy;
  warnings: Problem[];
}

/**
 * The units that a configuration describes. Pure: `kindOf` and `textOf` look up the files.
 * @throws Failure with every fault (`config-…`), in the file's order, with line and column
 */
export function loadConfiguration(source: ConfigSource): Configuration {
  return openConfiguration(source).load(source);
}

/** Reads the text of a configuration, up to the questions where its streams come from, and what is in its files. */
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
  const model = config && modelOf(config, document.value, source);
  return {
    from: model?.from ?? new Map(),
    valueFiles: model ? valueFilesOf(model) : [],
    load(places) {
      const drafts = model ? resolve(model, source, places, problems) : [];
      const errors = problems.sorted("error");
      if (!config || !model || errors.length > 0) throw new Failure(errors);
      const freshness = freshnessPolicyOf(config);
      const units = drafts.map(({ unit }) => unit);
      const promotion = promotionOf(config);
      const retention = retentionPolicyOf(config, promotion, units);
      return {
        units,
        from: model.from,
        obstacles: new Map(drafts.flatMap(({ unit, obstacle }) => (obstacle ? [[unit.name, obstacle] as const] : []))),
        promotion,
        jobs: jobRulesOf(config),
        ...(freshness ? { freshness } : {}),
        ...(config.packages ? { generator: config.packages.generator } : {}),
        aliasPlaces: placesOfAliases(drafts, problems, document.file),
        pins: pinTargetsOf(config),
        ...(retention ? { retention } : {}),
        warnings: problems.sorted("warning"),
      };
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

function resolve(model: Model, home: Home, places: ConfigPlaces, problems: Problems): Draft[] {
  const fallback = defaultRegistry(home);
  const placeOf = placesOf(model, places, problems);
  const values = new UnitValues((stream) => placeOf(stream).files, problems);
  const surroundings = { model, fallback, placeOf, values, problems, gitTag: home.gitTag };
  checkFroms(model, problems);
  checkFollows(model, problems);
  checkCommon(model, fallback, problems);
  for (const image of model.images) {
    checkImage(image, model, problems);
    checkConstantPaths(image, surroundings);
  }
  checkTestPlatforms(model, problems);
  checkBases(model, problems);
  checkConditions(model, problems);
  checkPlaceholders(model, problems);
  checkValues(model, problems);
  checkVersions(model, problems);
  checkCandidates(model, problems);
  checkRebuild(model, problems);
  checkRetention(model, problems);
  checkPins(model, problems);
  const drafts = new Map<string, Draft[]>();
  for (const image of basesFirst(model.images)) {
    if (isUsable(image, problems)) drafts.set(image.name, unitsOf(image, surroundings));
  }
  values.report(absentIn([...drafts.values()].flat()));
  joinBases(drafts, problems);
  const all = [...drafts.values()].flat();
  checkCollisions(all, model, problems);
  checkCandidatesApart(all, model, problems);
  checkVersionTags(all, model, problems);
  checkUnused(model, all, values.used, problems);
  return all;
}

function absentIn(drafts: readonly Draft[]): Set<Combination> {
  return new Set(drafts.flatMap(({ combination, obstacle }) => (obstacle?.absent === undefined ? [] : [combination])));
}

/** The place of each stream: its source or, without `from`, the configuration's own commit. */
function placesOf(
  model: Model,
  { kindOf, textOf, sources, others }: ConfigPlaces,
  problems: Problems,
): (stream: string) => Place {
  const files = {
    kindOf: (path: string) => kindOf(path),
    textOf: (path: string): FileText => textOf?.(path) ?? { fault: "unreadable" },
  };
  const own = others ? Place.ofSource(others, problems) : Place.ofConfiguration(files, problems);
  const places = new Map([...model.from.keys()].map((stream) => [stream, Place.ofSource(sources?.get(stream), problems)]));
  return (stream) => places.get(stream) ?? own;
}

function placesOfAliases(drafts: readonly Draft[], problems: Problems, file: string): AliasPlaces {
  const places: [string, AliasPlace][] = drafts.flatMap(({ unit, aliases }) =>
    (unit.evaluatedAliases ?? []).flatMap(({ pattern }, index): [string, AliasPlace][] => {
      const field = aliases[unit.aliases.length + index]?.field;
      return field ? [[aliasKey(unit, pattern), { file, ...problems.positionOf(field.path) }]] : [];
    }),
  );
  return new Map(places);
}

function promotionOf({ promotion }: Config): Configuration["promotion"] {
  return promotion === "never" ? "never" : { maxAge: parseDuration(promotion?.["max-age"] ?? defaultMaxAge) };
}
