import { dependenciesFirst } from "../../unit/bases-first.ts";
import type { Unit } from "../../unit/unit.ts";
import { constantOf } from "../document/field.ts";
import type { Problems } from "../document/problems.ts";
import { type Combination, expand } from "../matrix/matrix.ts";
import type { ImageModel } from "../model.ts";
import { checkEvaluated } from "./aliases.ts";
import { buildPathsOf } from "./build-paths.ts";
import { type Common, commonOf, type Surroundings, unitTests } from "./common.ts";
import type { Draft } from "./draft.ts";
import { followersOf } from "./followers.ts";
import { checkSecretPaths } from "./secrets.ts";
import { unitHeadOf } from "./unit-head.ts";
import { textsOf, unitTextsOf } from "./unit-texts.ts";
import { unitVersions } from "./versions.ts";

/**
 * The units of one image, variant by variant, without `base`; a unit that another one follows comes
 * before it. Reports a common fault once.
 */
export function unitsOf(image: ImageModel, surroundings: Surroundings): Draft[] {
  const { model, problems } = surroundings;
  const combinations = expand(image.matrix, image.streams);
  if (combinations.length === 0) reportEmpty(image, problems);
  const common = commonOf(image, surroundings);
  const built = combinations.filter(({ stream }) => !model.follows.has(stream)).map((one) => draftOf(one, common));
  const followers = followersOf(combinations, built, common);
  common.missingValues.report();
  common.platforms.report(problems);
  if (followers.length === 0) return built;
  const byCombination = new Map([...built, ...followers].map((draft) => [draft.combination, draft]));
  const ordered = combinations.flatMap((combination) => byCombination.get(combination) ?? []);
  return dependenciesFirst(ordered, ({ source }) => (source ? [source] : []));
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
  const head = unitHeadOf(combination, texts, common);
  const target = image.target && textOf(image.target);
  const platforms = common.platforms.of(combination);
  const { found: paths, missing: ofBuild } = common.pathsOf(textOf, place);
  const { found: tests, missing: ofTests } = common.testsOf(textOf, place, platforms);
  const obstacle = place.obstacleOf(ofBuild, ofTests);
  const unit: Unit = {
    ...head.unit,
    ...(place.source ? { source: place.source } : {}),
    ...(versions ? { versions: unitVersions(versions, names, dimensions) } : {}),
    ...common.candidates,
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
  for (const one of head.evaluated) checkEvaluated(unit, one, common.problems);
  return { unit, image, combination, aliases: head.active, ...(obstacle ? { obstacle } : {}) };
}

function reportEmpty(image: ImageModel, problems: Problems): void {
  const path = image.matrixPath ?? image.path;
  const left = path[0] === "matrix" ? "there is" : `image "${image.name}" has`;
  const message = `\`exclude\` removes every combination: ${left} nothing to build`;
  problems.add("config-empty", message, image.matrix.exclude.length > 0 ? [...path, "exclude"] : path, "key");
}
