import { listed } from "../../lib/text/nearest.ts";
import { parseDuration } from "../../lib/time/duration.ts";
import { type AnyTestKind, testKinds } from "../../tests/kinds.ts";
import type { Path } from "../document/document.ts";
import type { Problems } from "../document/problems.ts";
import type { Model } from "../model.ts";
import { kindsIn, type TestModel } from "../test-model.ts";
import { bySource } from "./by-source.ts";

/** Node's timers end at 2^31 milliseconds. Jobs on GitHub's own runners end long before. */
const maximumTimeout = parseDuration("1d");

/**
 * Reports faults in tests that do not depend on the unit.
 * @param owner whose tests they are, for messages
 */
export function checkTests(tests: readonly TestModel[], owner: "this image" | "this stream", problems: Problems): void {
  const names = new Map<string, Path>();
  for (const test of tests) {
    if (test.kind === undefined) reportKinds(test, problems);
    else checkOwnKeys(test, test.kind, problems);
    checkTimes(test, problems);
    checkWaiver(test, problems);
    checkName(test, names, owner, problems);
  }
}

/** Reports a test without exactly one kind. */
function reportKinds({ config, path }: TestModel, problems: Problems): void {
  if (testKinds.some(({ name }) => problems.hasErrorBelow(...path, name))) return;
  const given = kindsIn(config);
  const found = given.length === 0 ? "has none" : `has ${namesOf(given)}`;
  problems.add("config-test", `a test needs exactly one of ${namesOf(testKinds)}, and this one ${found}`, path, "value");
}

/** Reports keys that only other kinds have. */
function checkOwnKeys({ config, path }: TestModel, kind: AnyTestKind, problems: Problems): void {
  for (const key of Object.keys(config)) {
    const owners: AnyTestKind[] = testKinds.filter((each) => hasOwnKey(each, key));
    if (owners.length === 0 || hasOwnKey(kind, key)) continue;
    const [hint] = owners.flatMap(({ hints }) => hints[key] ?? []);
    const advice = hint === undefined ? "" : `: ${hint}`;
    problems.add("config-test", `\`${key}\` is for ${namesOf(owners)}${advice}`, [...path, key], "key");
  }
}

function hasOwnKey({ limits, options }: AnyTestKind, key: string): boolean {
  return Object.hasOwn(limits, key) || Object.hasOwn(options, key);
}

function namesOf(kinds: readonly AnyTestKind[]): string {
  return listed(kinds.map(({ name }) => `\`${name}\``));
}

function checkTimes({ config, path }: TestModel, problems: Problems): void {
  for (const [key, given] of Object.entries(config)) {
    const isLimit = key === "timeout" || testKinds.some(({ limits }) => Object.hasOwn(limits, key));
    if (isLimit && typeof given === "string" && parseDuration(given) > maximumTimeout)
      problems.add("config-test", `${given} is too long: a test may take at most one day`, [...path, key]);
  }
}

/** Warns about a waiver that has ended: nobody may think that it lasts. */
function checkWaiver({ config, path, waiver }: TestModel, problems: Problems): void {
  if (waiver !== "ended" || !config.waived) return;
  const subject = config.name === undefined ? "a test" : `test "${config.name}"`;
  const message = `the waiver of ${subject} ended on ${config.waived.until}, so a failure counts again: remove it, or extend it`;
  problems.add("config-waiver", message, [...path, "waived", "until"], "value", "warning");
}

/** @param names the names of the owner's tests so far, each with its place */
function checkName({ config, path }: TestModel, names: Map<string, Path>, owner: string, problems: Problems): void {
  if (config.name === undefined) return;
  const at = [...path, "name"];
  const first = names.get(config.name);
  if (!first) names.set(config.name, at);
  else {
    const message = `two tests of ${owner} have the name "${config.name}": the first is on line ${problems.lineOf(first)}`;
    problems.add("config-test", message, at);
  }
}

/** Reports platforms of tests for which no image with the test is built. */
export function checkTestPlatforms({ images, follows }: Pick<Model, "images" | "follows">, problems: Problems): void {
  const ofStreams = [...follows].flatMap(([stream, { tests }]) => {
    const users = images.filter(({ streams }) => streams.includes(stream));
    return users.length === 0 ? [] : tests.map((entry) => ({ entry, users }));
  });
  for (const { entry, users } of [...bySource(images, ({ tests }) => tests, problems), ...ofStreams]) {
    if (users.some(({ path }) => problems.hasErrorBelow(...path, "platforms"))) continue;
    const built = new Set(users.flatMap(({ platforms }) => platforms.map(({ platform }) => platform)));
    for (const [index, platform] of (entry.config.platforms ?? []).entries()) {
      if (built.has(platform)) continue;
      const what = entry.path[0] === "streams" ? "no image of the stream is built" : "the image is not built";
      const message = `${what} for ${platform}, only for ${listed(built)}`;
      problems.add("config-test", message, [...entry.path, "platforms", index]);
    }
  }
}
