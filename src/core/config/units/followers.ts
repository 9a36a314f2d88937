import type { Follows } from "../../follow/follows.ts";
import { groupBy } from "../../lib/group-by.ts";
import { joined } from "../../lib/text/words.ts";
import { matchesUnit } from "../../unit/selector.ts";
import type { Unit } from "../../unit/unit.ts";
import { describe } from "../checks/missing-values.ts";
import type { FollowModel } from "../follow-model.ts";
import type { Combination } from "../matrix/matrix.ts";
import type { TestModel } from "../test-model.ts";
import { checkEvaluated, type EvaluatedDraft } from "./aliases.ts";
import type { Common } from "./common.ts";
import type { Draft } from "./draft.ts";
import { testsOf } from "./tests.ts";
import { unitHeadOf } from "./unit-head.ts";
import { unitTextsOf } from "./unit-texts.ts";

/** A combination of a stream that follows another one. */
interface Following {
  combination: Combination;
  follow: FollowModel;
}

/**
 * The units of one image that follow others, each with the image and the tests of the unit that it
 * follows. Reports those that find none, once for each stream.
 * @param built the image's units that have builds
 */
export function followersOf(combinations: readonly Combination[], built: readonly Draft[], common: Common): Draft[] {
  const { follows } = common.model;
  const known = new Map<string, readonly Draft[]>(); // by stream
  const draftsIn = (stream: string): readonly Draft[] => {
    const before = known.get(stream);
    if (before) return before;
    const follow = follows.get(stream);
    const own = combinations.filter((combination) => combination.stream === stream);
    const found = follow ? draftsFrom(own, draftsIn(follow.source), follow, common) : built.filter(isIn(stream));
    known.set(stream, found);
    return found;
  };
  return common.image.streams.filter((stream) => follows.has(stream)).flatMap(draftsIn);
}

function isIn(stream: string): (draft: Draft) => boolean {
  return ({ combination }) => combination.stream === stream;
}

function draftsFrom(own: readonly Combination[], sources: readonly Draft[], follow: FollowModel, common: Common): Draft[] {
  const byVariant = groupBy(sources, ({ combination }) => variantKey(combination));
  const orphans: Combination[] = [];
  const drafts = own.flatMap((combination) => {
    const alike = byVariant.get(variantKey(combination)) ?? [];
    // Combinations that `include` alone made may have no dimension that tells them apart.
    const [source, ...others] = alike.length > 1 ? alike.filter(hasValues(combination)) : alike;
    if (source && others.length === 0) return [followerOf({ combination, follow }, source, common)];
    orphans.push(combination);
    return [];
  });
  reportOrphans(orphans, follow, common);
  return drafts;
}

function variantKey({ dimensions }: Combination): string {
  return JSON.stringify(Object.entries(dimensions));
}

function hasValues({ values }: Combination): (draft: Draft) => boolean {
  const names = Object.keys(values);
  return ({ combination: { values: other } }) =>
    names.length === Object.keys(other).length && names.every((name) => values[name] === other[name]);
}

function reportOrphans([first, ...others]: readonly Combination[], { source }: FollowModel, { image, problems }: Common): void {
  if (!first) return;
  const more = others.length === 0 ? "" : ` and ${others.length} more`;
  const message = `${describe(image.name, first)}${more} would follow nothing: the matrix has no such combination in the stream "${source}". Add it there, or exclude it from "${first.stream}", too`;
  problems.add("config-follow", message, image.matrixPath ?? image.path, "key");
}

function followerOf({ combination, follow }: Following, source: Draft, common: Common): Draft {
  const { image, problems } = common;
  const place = common.placeOf(combination.stream);
  const texts = unitTextsOf(combination, place, undefined, common);
  const head = unitHeadOf(combination, texts, common);
  const names = source.unit.tests.map(({ name }) => name);
  checkTestNames(follow.tests, source, common);
  const tests = testsOf(follow.tests, source.unit.platforms, texts.textOf, place.paths, names);
  const obstacle = source.obstacle ?? place.obstacleOf([], place.takeMissing());
  const unit: Unit = {
    ...head.unit,
    ...(source.unit.source ? { source: source.unit.source } : {}),
    follows: followsOf(head.unit.name, follow, source.unit, tests),
    platforms: source.unit.platforms,
    build: source.unit.build,
    tests: [...source.unit.tests, ...tests],
  };
  for (const one of head.evaluated) {
    checkEvaluated(unit, one, problems);
    checkAlias(unit, one, common);
  }
  return { unit, image, combination, aliases: head.active, source, ...(obstacle ? { obstacle } : {}) };
}

function followsOf(name: string, { rules, together }: FollowModel, source: Unit, tests: Unit["tests"]): Follows {
  const isTogether = typeof together === "boolean" ? together : together.some((glob) => matchesUnit(glob, name));
  return {
    unit: source.name,
    repository: source.destinations[0]?.repository ?? "", // empty only after a problem
    ...rules,
    ...(isTogether ? { together: true } : {}),
    ...(tests.length === 0 ? {} : { tests: tests.map((test) => test.name) }),
  };
}

/** Reports tests with the name of a test that the image has anyway. */
function checkTestNames(tests: readonly TestModel[], { unit }: Draft, { problems }: Common): void {
  for (const { config, path } of tests) {
    const at = [...path, "name"];
    if (config.name === undefined || problems.hasError(...at) || !unit.tests.some(({ name }) => name === config.name)) continue;
    const message = `${unit.name} has a test of the name "${config.name}" already, and its images pass that here, too: give this one another name`;
    problems.add("config-test", message, at);
  }
}

/** Reports aliases that need texts of files: an image that is followed does not record them. */
function checkAlias(unit: Unit, { model: { field }, alias }: EvaluatedDraft, { problems }: Common): void {
  const names = Object.keys(alias.values ?? {}).map((name) => `{${name}}`);
  if (names.length === 0 || problems.hasError(...field.path)) return;
  const message = `the alias "${field.template.text}" of ${unit.name} needs ${joined(names)} from a file, which an image of the stream that it follows does not record. Use a label of the image, {label:…}, or leave the stream out with a \`when\``;
  problems.add("config-follow", message, field.path);
}
