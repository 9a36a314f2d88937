import type { SecretReference, Unit } from "../../unit/unit.ts";
import { MissingValues } from "../checks/missing-values.ts";
import type { DefaultRegistry } from "../default-registry.ts";
import { constantOf, type Field } from "../document/field.ts";
import type { Problems } from "../document/problems.ts";
import { type Condition, conditionOf, holds } from "../matrix/condition.ts";
import { type Combination, expand } from "../matrix/matrix.ts";
import type { ImageModel, Model } from "../model.ts";
import type { UnitValues } from "../values/unit-values.ts";
import { checkEvaluated } from "./aliases.ts";
import { type BuildPaths, buildPathsOf, type TextOf } from "./build-paths.ts";
import { candidatesOf } from "./candidates.ts";
import { Destinations } from "./destinations.ts";
import type { Draft } from "./draft.ts";
import { type Lookup, onceIf } from "./lookup.ts";
import type { Paths } from "./paths.ts";
import type { Place } from "./place.ts";
import { UnitPlatforms } from "./platforms.ts";
import { scanOf } from "./scan.ts";
import { checkSecretPaths, secretOf } from "./secrets.ts";
import { testsOf } from "./tests.ts";
import { unitTagsOf } from "./unit-tags.ts";
import { textsOf, unitTextsOf } from "./unit-texts.ts";
import { type ImageVersions, unitVersions, versionsOf } from "./versions.ts";

export interface Surroundings {
  model: Model;
  fallback: DefaultRegistry;
  /** Where the paths of a stream's units are looked up. */
  placeOf(stream: string): Place;
  values: UnitValues;
  problems: Problems;
  /** The pushed git tag, if it is what is built. */
  gitTag: string | undefined;
}

/** The common part of all units of an image. */
interface Common {
  image: ImageModel;
  model: Model;
  streamArgs: Model["streamArgs"];
  destinations: Destinations;
  candidates: Pick<Unit, "candidates">;
  /** The form of its builds and how they are made, as far as that is not the default. */
  output: Pick<Unit["build"], "cache" | "compression" | "packages" | "provenance" | "sharedStages">;
  secrets: SecretReference[];
  versions: ImageVersions | undefined;
  timestamps: Unit["timestamps"];
  platforms: UnitPlatforms;
  required: Condition | boolean;
  missingValues: MissingValues;
  placeOf: Surroundings["placeOf"];
  values: UnitValues;
  gitTag: string | undefined;
  pathsOf: Lookup<BuildPaths>;
  testsOf: Lookup<Pick<Unit, "tests" | "scan">>;
  problems: Problems;
}

/** The units of one image, variant by variant, without `base`. Reports a common fault once. */
export function unitsOf(image: ImageModel, surroundings: Surroundings): Draft[] {
  const combinations = expand(image.matrix, image.streams);
  if (combinations.length === 0) reportEmpty(image, surroundings.problems);
  const common = commonOf(image, surroundings);
  const drafts = combinations.map((combination) => draftOf(combination, common));
  common.missingValues.report();
  common.platforms.report(surroundings.problems);
  return drafts;
}

/** Looks up the paths that do not depend on the unit, even if the image's units are unknown. */
export function checkConstantPaths(image: ImageModel, { model, placeOf, problems }: Surroundings): void {
  const ofDefault = image.streams.find((stream) => !model.from.has(stream)) ?? image.streams[0];
  const place = placeOf(ofDefault ?? "");
  buildPathsOf(image, constantOf, place.paths, problems);
  unitTests(image, [], constantOf, place.paths);
  place.takeMissing();
  checkSecretPaths(image, problems);
}

function draftOf(combination: Combination, common: Common): Draft {
  const { image } = common;
  const { stream, dimensions } = combination;
  const place = common.placeOf(stream);
  const versions = common.versions?.stream === stream ? common.versions : undefined;
  const texts = unitTextsOf(combination, place, versions, common);
  const { textOf, names } = texts;
  const { streamTag, aliases, evaluated, active } = unitTagsOf(combination, texts, common);
  const name = `${image.name}:${streamTag}`;
  const target = image.target && textOf(image.target);
  const platforms = common.platforms.of(combination);
  const { found: paths, missing: ofBuild } = common.pathsOf(textOf, place);
  const { found: tests, missing: ofTests } = common.testsOf(textOf, place, platforms);
  const obstacle = place.obstacleOf(ofBuild, ofTests);
  const unit: Unit = {
    name,
    image: image.name,
    stream,
    ...(place.source ? { source: place.source } : {}),
    variant: dimensions,
    streamTag,
    aliases,
    ...(evaluated.length === 0 ? {} : { evaluatedAliases: evaluated.map(({ alias }) => alias) }),
    ...(versions ? { versions: unitVersions(versions, names, dimensions) } : {}),
    ...(common.timestamps ? { timestamps: common.timestamps } : {}),
    destinations: common.destinations.of(names, () => name),
    ...common.candidates,
    required: typeof common.required === "boolean" ? common.required : holds(common.required, names),
    platforms,
    build: {
      ...paths,
      ...(target === undefined ? {} : { target }),
      args: { ...textsOf(common.streamArgs.get(stream) ?? [], textOf), ...textsOf(image.args, textOf) },
      secrets: common.secrets,
      labels: textsOf(image.labels, textOf),
      ...(image.annotations.length === 0 ? {} : { annotations: textsOf(image.annotations, textOf) }),
      ...common.output,
    },
    ...tests,
  };
  for (const one of evaluated) checkEvaluated(unit, one, common.problems);
  return { unit, image, combination, aliases: active, ...(obstacle ? { obstacle } : {}) };
}

function commonOf(image: ImageModel, { model, fallback, placeOf, values, problems, gitTag }: Surroundings): Common {
  const { config } = image;
  const buildFields = [image.context, image.dockerfile, ...image.contexts.map(([, field]) => field)].filter(
    (field) => field !== undefined,
  );
  return {
    image,
    model,
    streamArgs: model.streamArgs,
    destinations: new Destinations(image, model, fallback, problems),
    candidates: candidatesOf(image, model),
    output: {
      ...(config.cache ? { cache: config.cache } : {}),
      ...(config.compression === "zstd" ? { compression: config.compression } : {}),
      ...(config.provenance === "max" ? { provenance: config.provenance } : {}),
      ...(config["shared-stages"] ? { sharedStages: true } : {}),
      ...(config.packages === false ? { packages: false } : {}),
    },
    secrets: (config.secrets ?? []).map(secretOf),
    versions: versionsOf(image, model, problems),
    timestamps: model.config.timestamps,
    platforms: new UnitPlatforms(image),
    required: typeof config.required === "object" ? conditionOf(config.required.when) : config.required !== false,
    missingValues: new MissingValues(image, problems),
    placeOf,
    values,
    gitTag,
    pathsOf: onceIf(buildFields.every(isConstant), (textOf, { paths }) => buildPathsOf(image, textOf, paths, problems)),
    testsOf: onceIf(
      image.tests.every(({ constant }) => constant) && (image.scan?.script ?? []).every(isConstant),
      (textOf, { paths }, platforms) => unitTests(image, platforms, textOf, paths),
    ),
    problems,
  };
}

function unitTests(
  { tests, scan }: ImageModel,
  platforms: readonly string[],
  textOf: TextOf,
  paths: Paths,
): Pick<Unit, "tests" | "scan"> {
  return { tests: testsOf(tests, platforms, textOf, paths), ...(scan ? { scan: scanOf(scan, textOf, paths) } : {}) };
}

function isConstant(field: Field): boolean {
  return field.template.names.length === 0;
}

function reportEmpty(image: ImageModel, problems: Problems): void {
  const path = image.matrixPath ?? image.path;
  const left = path[0] === "matrix" ? "there is" : `image "${image.name}" has`;
  const message = `\`exclude\` removes every combination: ${left} nothing to build`;
  problems.add("config-empty", message, image.matrix.exclude.length > 0 ? [...path, "exclude"] : path, "key");
}
