import { fill } from "../../lib/placeholder.ts";
import { normalizePath } from "../../lib/repository-path.ts";
import { movingTagFault } from "../../tags/moving-tag.ts";
import type { Test } from "../../tests/kinds.ts";
import type { Alias, SecretReference, Unit } from "../../unit/unit.ts";
import { MissingValues } from "../checks/missing-values.ts";
import type { DefaultRegistry } from "../default-registry.ts";
import { constantOf, type Field, type NamedFields } from "../document/field.ts";
import type { Problems } from "../document/problems.ts";
import { type Condition, conditionOf, holds } from "../matrix/condition.ts";
import { type Combination, expand } from "../matrix/matrix.ts";
import type { ImageModel, Model } from "../model.ts";
import type { SecretConfig } from "../schema/schema.ts";
import { checkEvaluated, type EvaluatedDraft, evaluatedAlias, isEvaluated, type KnownTexts, laterNames } from "./aliases.ts";
import { type BuildPaths, buildPathsOf, type TextOf } from "./build-paths.ts";
import { Destinations } from "./destinations.ts";
import type { Draft } from "./draft.ts";
import type { Paths } from "./paths.ts";
import { testsOf } from "./tests.ts";
import { type ImageVersions, versionsOf } from "./versions.ts";

export interface Surroundings {
  model: Model;
  fallback: DefaultRegistry;
  paths: Paths;
  problems: Problems;
}

/** The common part of all units of an image. */
interface Common {
  image: ImageModel;
  model: Model;
  streamArgs: Model["streamArgs"];
  destinations: Destinations;
  secrets: SecretReference[];
  versions: ImageVersions | undefined;
  platforms: string[];
  required: Condition | boolean;
  missingValues: MissingValues;
  pathsOf(textOf: TextOf): BuildPaths;
  testsOf(textOf: TextOf): Test[];
  problems: Problems;
}

/** The units of one image, variant by variant, without `base`. Reports a common fault once. */
export function unitsOf(image: ImageModel, surroundings: Surroundings): Draft[] {
  const combinations = expand(image.matrix, image.streams);
  if (combinations.length === 0) reportEmpty(image, surroundings.problems);
  const common = commonOf(image, surroundings);
  const drafts = combinations.map((combination) => draftOf(combination, common));
  common.missingValues.report();
  return drafts;
}

/** Looks up the paths that do not depend on the unit, even if the image's units are unknown. */
export function checkConstantPaths(image: ImageModel, { paths, problems }: Surroundings): void {
  buildPathsOf(image, constantOf, paths, problems);
  testsOf(image.tests, [], constantOf, paths);
  checkSecretPaths(image, problems);
}

function draftOf(combination: Combination, common: Common): Draft {
  const { image, missingValues } = common;
  const { stream, dimensions } = combination;
  const values: Record<string, string> = { ...combination.values, stream, image: image.name };
  const textOf = (field: Field) => {
    let complete = true;
    const text = fill(field.template, values, (name) => {
      complete = false;
      missingValues.note(field, name, combination);
      return "";
    });
    return complete ? text : undefined;
  };
  const streamTag = image.tag ? tagOf(image.tag, textOf, common.problems) : defaultTagOf(common, combination);
  const active = image.aliases.filter(({ condition }) => holds(condition, values));
  const known: KnownTexts = { constants: values, values: {}, later: active.length === 0 ? [] : laterNames(common.model, stream) };
  const [evaluated, constant] = split(active, ({ field }) => isEvaluated(field, known));
  const aliases = constant.map(({ field, timestamps }): Alias => ({ tag: tagOf(field, textOf, common.problems), timestamps }));
  const later = evaluated.flatMap((model): EvaluatedDraft[] => {
    const alias = evaluatedAlias(model, known, (name) => missingValues.note(model.field, name, combination));
    return alias ? [{ model, alias }] : [];
  });
  const name = `${image.name}:${streamTag}`;
  const target = image.target && textOf(image.target);
  const unit: Unit = {
    name,
    image: image.name,
    stream,
    variant: dimensions,
    streamTag,
    aliases,
    ...(later.length === 0 ? {} : { evaluatedAliases: later.map(({ alias }) => alias) }),
    ...(common.versions?.stream === stream ? { versions: { gitTag: common.versions.gitTag } } : {}),
    destinations: common.destinations.of(values, () => name),
    required: typeof common.required === "boolean" ? common.required : holds(common.required, values),
    platforms: common.platforms,
    build: {
      ...common.pathsOf(textOf),
      ...(target === undefined ? {} : { target }),
      args: { ...textsOf(common.streamArgs.get(stream) ?? [], textOf), ...textsOf(image.args, textOf) },
      secrets: common.secrets,
      labels: textsOf(image.labels, textOf),
    },
    tests: common.testsOf(textOf),
  };
  for (const one of later) checkEvaluated(unit, one, common.problems);
  return { unit, image, combination, aliases: [...constant, ...later.map(({ model }) => model)] };
}

function commonOf(image: ImageModel, { model, fallback, paths, problems }: Surroundings): Common {
  const { config } = image;
  const platforms = config.platforms ?? ["linux/amd64"];
  const buildFields = [image.context, image.dockerfile, ...image.contexts.map(([, field]) => field)].filter(
    (field) => field !== undefined,
  );
  return {
    image,
    model,
    streamArgs: model.streamArgs,
    destinations: new Destinations(image, model, fallback, problems),
    secrets: (config.secrets ?? []).map(secretOf),
    versions: versionsOf(image, model, problems),
    platforms,
    required: typeof config.required === "object" ? conditionOf(config.required.when) : config.required !== false,
    missingValues: new MissingValues(image, problems),
    pathsOf: onceIf(buildFields.every(isConstant), (textOf) => buildPathsOf(image, textOf, paths, problems)),
    testsOf: onceIf(
      image.tests.every(({ constant }) => constant),
      (textOf) => testsOf(image.tests, platforms, textOf, paths),
    ),
    problems,
  };
}

/** The items for which something holds, and the others. */
function split<T>(items: readonly T[], holdsFor: (item: T) => boolean): [T[], T[]] {
  const parts: [T[], T[]] = [[], []];
  for (const item of items) parts[holdsFor(item) ? 0 : 1].push(item);
  return parts;
}

function isConstant(field: Field): boolean {
  return field.template.names.length === 0;
}

/** The function itself or, if its result is constant, a function that computes it once. */
function onceIf<T>(constant: boolean, compute: (textOf: TextOf) => T): (textOf: TextOf) => T {
  if (!constant) return compute;
  let result: { value: T } | undefined;
  return (textOf) => {
    result ??= { value: compute(textOf) };
    return result.value;
  };
}

function textsOf(fields: NamedFields, textOf: TextOf): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [name, field] of fields) texts[name] = textOf(field) ?? "";
  return texts;
}

/** The tag that a field gives. Reports an invalid tag, and returns an empty one. */
function tagOf(field: Field, textOf: TextOf, problems: Problems): string {
  const tag = textOf(field);
  if (tag === undefined) return "";
  const fault = movingTagFault(tag);
  if (fault === undefined) return tag;
  const shown = tag === field.template.text ? `invalid tag "${tag}"` : `"${field.template.text}" gives the invalid tag "${tag}"`;
  if (!problems.hasError(...field.path)) problems.add("config-tag", `${shown}: ${fault}`, field.path);
  return "";
}

/** The matrix's dimensions in order, then the stream. */
function defaultTagOf({ image, problems }: Common, { dimensions, stream }: Combination): string {
  const tag = [...Object.values(dimensions), stream].join("-");
  const fault = movingTagFault(tag);
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
