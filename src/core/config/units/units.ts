import { fill, partOf } from "../../lib/placeholder.ts";
import { normalizePath } from "../../lib/repository-path.ts";
import { movingTagFault } from "../../tags/moving-tag.ts";
import type { Test } from "../../tests/kinds.ts";
import type { Alias, SecretReference, Unit } from "../../unit/unit.ts";
import { noVersion } from "../../versions/placeholders.ts";
import { MissingValues } from "../checks/missing-values.ts";
import type { DefaultRegistry } from "../default-registry.ts";
import { constantOf, type Field, type NamedFields } from "../document/field.ts";
import type { Problems } from "../document/problems.ts";
import { type Condition, conditionOf, holds } from "../matrix/condition.ts";
import { type Combination, expand } from "../matrix/matrix.ts";
import type { ImageModel, Model } from "../model.ts";
import type { SecretConfig } from "../schema/schema.ts";
import { isPlainText } from "../values/plain-text.ts";
import type { UnitValues } from "../values/unit-values.ts";
import { type BuildPaths, buildPathsOf, type TextOf } from "./build-paths.ts";
import { candidatesOf } from "./candidates.ts";
import { Destinations } from "./destinations.ts";
import type { Draft } from "./draft.ts";
import type { Place } from "./place.ts";
import { UnitPlatforms } from "./platforms.ts";
import { testsOf } from "./tests.ts";
import { addVersionValues, comesFromTags } from "./version-values.ts";
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
  streamArgs: Model["streamArgs"];
  destinations: Destinations;
  candidates: Pick<Unit, "candidates">;
  /** The form of its builds, as far as it is not the default. */
  output: Pick<Unit["build"], "compression" | "provenance">;
  secrets: SecretReference[];
  versions: ImageVersions | undefined;
  timestamps: Unit["timestamps"];
  platforms: UnitPlatforms;
  required: Condition | boolean;
  missingValues: MissingValues;
  placeOf: Surroundings["placeOf"];
  values: UnitValues;
  model: Model;
  gitTag: string | undefined;
  pathsOf: Lookup<BuildPaths>;
  testsOf: Lookup<Test[]>;
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
  testsOf(image.tests, [], constantOf, place.paths);
  place.takeMissing();
  checkSecretPaths(image, problems);
}

function draftOf(combination: Combination, common: Common): Draft {
  const { image, missingValues } = common;
  const { stream, dimensions } = combination;
  const place = common.placeOf(stream);
  const names: Record<string, string> = { ...combination.values, stream, image: image.name };
  const versions = common.versions?.stream === stream ? common.versions : undefined;
  const source = comesFromTags(common.model, stream) ? { version: place.source?.version ?? noVersion } : undefined;
  addVersionValues(names, { versions, gitTag: common.gitTag, source });
  const values = common.values.of(image, combination, names);
  const textOf = (field: Field) => {
    let complete = true;
    const text = fill(field.template, values, (name) => {
      if (isPlainText(name, image)) return `{${name}}`;
      complete = false;
      if (!image.values.has(partOf(name) ?? name)) missingValues.note(field, name, combination);
      return "";
    });
    return complete ? text : undefined;
  };
  const streamTag = image.tag ? tagOf(image.tag, textOf, common) : defaultTagOf(common, combination);
  const active = image.aliases.filter(({ condition }) => holds(condition, names));
  const aliases = active.map(({ field, timestamps }): Alias => ({ tag: tagOf(field, textOf, common), timestamps }));
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
    tests,
  };
  return { unit, image, combination, aliases: active, ...(obstacle ? { obstacle } : {}) };
}

function commonOf(image: ImageModel, { model, fallback, placeOf, values, problems, gitTag }: Surroundings): Common {
  const { config } = image;
  const buildFields = [image.context, image.dockerfile, ...image.contexts.map(([, field]) => field)].filter(
    (field) => field !== undefined,
  );
  return {
    image,
    streamArgs: model.streamArgs,
    destinations: new Destinations(image, model, fallback, problems),
    candidates: candidatesOf(image, model),
    output: {
      ...(config.compression === "zstd" ? { compression: config.compression } : {}),
      ...(config.provenance === "max" ? { provenance: config.provenance } : {}),
    },
    secrets: (config.secrets ?? []).map(secretOf),
    versions: versionsOf(image, model, problems),
    timestamps: model.config.timestamps,
    platforms: new UnitPlatforms(image),
    required: typeof config.required === "object" ? conditionOf(config.required.when) : config.required !== false,
    missingValues: new MissingValues(image, problems),
    placeOf,
    values,
    model,
    gitTag,
    pathsOf: onceIf(buildFields.every(isConstant), (textOf, { paths }) => buildPathsOf(image, textOf, paths, problems)),
    testsOf: onceIf(
      image.tests.every(({ constant }) => constant),
      (textOf, { paths }, platforms) => testsOf(image.tests, platforms, textOf, paths),
    ),
    problems,
  };
}

function isConstant(field: Field): boolean {
  return field.template.names.length === 0;
}

const noPlatforms: readonly string[] = [];

/** Looks paths up at a place, and says which of them are missing there. */
type Lookup<T> = (textOf: TextOf, place: Place, platforms?: readonly string[]) => Found<T>;

interface Found<T> {
  found: T;
  missing: readonly string[];
}

/** A lookup that looks a constant result up once at each place, for each list of platforms. */
function onceIf<T>(constant: boolean, compute: (textOf: TextOf, place: Place, platforms: readonly string[]) => T): Lookup<T> {
  const known = new Map<Place, Map<readonly string[], Found<T>>>();
  return (textOf, place, platforms = noPlatforms) => {
    const here = known.get(place) ?? new Map<readonly string[], Found<T>>();
    known.set(place, here);
    const before = constant ? here.get(platforms) : undefined;
    if (before) return before;
    const result = { found: compute(textOf, place, platforms), missing: place.takeMissing() };
    here.set(platforms, result);
    return result;
  };
}

function textsOf(fields: NamedFields, textOf: TextOf): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [name, field] of fields) texts[name] = textOf(field) ?? "";
  return texts;
}

/** The tag that a field gives. Reports an invalid tag, and returns an empty one. */
function tagOf(field: Field, textOf: TextOf, { problems, timestamps }: Common): string {
  const tag = textOf(field);
  if (tag === undefined) return "";
  const fault = movingTagFault(tag, { timestamps });
  if (fault === undefined) return tag;
  const shown = tag === field.template.text ? `invalid tag "${tag}"` : `"${field.template.text}" gives the invalid tag "${tag}"`;
  if (!problems.hasError(...field.path)) problems.add("config-tag", `${shown}: ${fault}`, field.path);
  return "";
}

/** The matrix's dimensions in order, then the stream. */
function defaultTagOf({ image, problems, timestamps }: Common, { dimensions, stream }: Combination): string {
  const tag = [...Object.values(dimensions), stream].join("-");
  const fault = movingTagFault(tag, { timestamps });
  if (fault === undefined) return tag;
  const path = image.matrixPath ?? ["streams", stream];
  const message = `the dimensions and the stream give the invalid tag "${tag}": ${fault}. Change the values, or set \`tag\``;
  problems.addAt(problems.keyAt(path), "config-tag", message, ["tag"]); // the matrix itself is reliable
  return "";
}

function secretOf(secret: SecretConfig): SecretReference {
  if (typeof secret === "string") return { id: secret, env: secret };
  if (secret.src === undefined) return { id: secret.id, env: secret.env ?? secret.id };
  return { id: secret.id, src: secret.src.startsWith("/") ? secret.src : (normalizePath(secret.src) ?? secret.src) };
}

function checkSecretPaths({ config, path }: ImageModel, problems: Problems): void {
  for (const [index, secret] of (config.secrets ?? []).entries()) {
    if (typeof secret === "string" || secret.src === undefined || secret.src.startsWith("/")) continue;
    if (normalizePath(secret.src) !== undefined) continue;
    problems.add("config-path-outside", `the secret's file "${secret.src}" leaves the repository: write its absolute path`, [
      ...path,
      "secrets",
      index,
      "src",
    ]);
  }
}

function reportEmpty(image: ImageModel, problems: Problems): void {
  const path = image.matrixPath ?? image.path;
  const left = path[0] === "matrix" ? "there is" : `image "${image.name}" has`;
  const message = `\`exclude\` removes every combination: ${left} nothing to build`;
  problems.add("config-empty", message, image.matrix.exclude.length > 0 ? [...path, "exclude"] : path, "key");
}
