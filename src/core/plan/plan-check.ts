import { capabilities } from "../events/capabilities.ts";
import type { Fault } from "../lib/json-document.ts";
import { normalizePath } from "../lib/repository-path.ts";
import { quote } from "../lib/text/quote.ts";
import { imageNameFault, registryFault, repositoryKey } from "../oci/reference.ts";
import { referenceInFull } from "../oci/seen-base.ts";
import { aliasNames } from "../tags/alias-pattern.ts";
import { movingTagFault } from "../tags/moving-tag.ts";
import { kindOfTest } from "../tests/kinds.ts";
import { lasts } from "../tests/waiver.ts";
import { basesOf, baseUnitsOf } from "../unit/bases.ts";
import { isDockerfilePath, isNamedContext, isPlainPath } from "../unit/build-paths.ts";
import { versionFaults } from "../versions/version-check.ts";
import { checkFollow } from "./check-follow.ts";
import { checkJobs } from "./check-jobs.ts";
import { setFaults } from "./check-sets.ts";
import { checkTags } from "./check-tags.ts";
import { dayOfPlan } from "./day-of-plan.ts";
import type { Plan, PlannedUnit } from "./plan.ts";

/**
 * All faults of a plan whose shape is valid. Later jobs act on a plan with credentials. The plan
 * must be one that the command `plan` could have written: every tag belongs to its unit, every path
 * is inside the repository.
 */
export function checkPlan(plan: Plan): Fault[] {
  const faults: Fault[] = [];
  if (plan.config !== undefined && normalizePath(plan.config) === undefined) faults.push({ at: "config", what: outside });
  const places = new Map<string, number>();
  const owners = new Map<string, string>();
  for (const [index, unit] of plan.units.entries()) {
    const at = `units[${index}]`;
    const add = (path: string, what: string): void => {
      faults.push({ at: `${at}.${path}`, what });
    };
    checkName(unit, places, add);
    checkPlaces(unit, add);
    checkPaths(unit, add);
    checkWithheld(plan.intent, unit, add);
    checkTests(unit, add);
    checkWaivers(plan, unit, add);
    checkScan(unit, add);
    checkDecision(plan.intent, unit, add);
    checkFollow(plan, unit, add);
    checkKeep(plan, unit, add);
    checkSeenBases(plan, unit, add);
    checkTags(plan, unit, add);
    checkOwners(unit, owners, add);
    checkBases(unit, places, plan.units, add);
    places.set(unit.name, index);
  }
  const named = new Set(places.keys());
  for (const [index, { unit }] of (plan.absent ?? []).entries()) {
    if (named.has(unit)) faults.push({ at: `absent[${index}].unit`, what: `the plan already has ${quote(unit)}` });
    named.add(unit);
  }
  return [...faults, ...versionFaults(plan), ...setFaults(plan), ...checkJobs(plan.jobs, plan.units)];
}

type Add = (path: string, what: string) => void;

function checkName(unit: PlannedUnit, places: ReadonlyMap<string, number>, add: Add): void {
  const image = imageNameFault(unit.image);
  if (image !== undefined) add("image", image);
  if (unit.name !== `${unit.image}:${unit.streamTag}`)
    add("name", "it must be the image and the stream tag of the unit, joined by a colon");
  const before = places.get(unit.name);
  if (before !== undefined) add("name", `units[${before}] has the same name`);
  const movingTags = tagsNamed(unit);
  for (const [index, movingTag] of movingTags.entries()) {
    const path = index === 0 ? "streamTag" : `aliases[${index - 1}].tag`;
    const fault = movingTagFault(movingTag, unit);
    if (fault !== undefined) add(path, fault);
    if (movingTags.indexOf(movingTag) !== index) add(path, `the unit already has ${quote(movingTag)}`);
  }
  for (const [index, { pattern }] of (unit.evaluatedAliases ?? []).entries())
    if (aliasNames(pattern).length === 0) add(`evaluatedAliases[${index}].pattern`, "it has no placeholder");
}

function checkBases(unit: PlannedUnit, places: ReadonlyMap<string, number>, units: readonly PlannedUnit[], add: Add): void {
  if (unit.base === undefined && unit.otherBases) add("otherBases", "the unit has no `base`");
  for (const [index, base] of basesOf(unit).entries()) {
    const path = index === 0 ? "base" : `otherBases[${index - 1}].unit`;
    const place = places.get(base.unit);
    if (place === undefined) add(path, `no earlier unit is named ${quote(base.unit)}`);
    else if (units[place]?.follows) add(path, "it is not built: it follows another unit");
    if (baseUnitsOf(unit).indexOf(base.unit) !== index) add(path, "it is listed twice");
    const foreign = base.platforms?.find((platform) => !unit.platforms.includes(platform));
    if (foreign !== undefined) add(path, `the unit is not built for ${foreign}`);
  }
}

/** Its stream tag and its aliases. Without a stream, its candidates still have the stream tag's text. */
function tagsNamed({ streamTag, aliases }: PlannedUnit): string[] {
  return [streamTag, ...aliases.map(({ tag }) => tag)];
}

function checkPlaces({ destinations, candidates, platforms }: PlannedUnit, add: Add): void {
  const fault = typeof candidates === "string" ? registryFault(candidates, "repository") : undefined;
  if (fault !== undefined) add("candidates", fault);
  if (
    typeof candidates === "string" &&
    destinations.some(({ repository }) => repositoryKey(repository) === repositoryKey(candidates))
  )
    add("candidates", "it is also a destination");
  for (const [index, { repository }] of destinations.entries()) {
    const fault = registryFault(repository, "repository");
    if (fault !== undefined) add(`destinations[${index}].repository`, fault);
    if (destinations.findIndex((other) => repositoryKey(other.repository) === repositoryKey(repository)) !== index) {
      add(`destinations[${index}].repository`, "it is listed twice");
    }
  }
  for (const [index, platform] of platforms.entries()) {
    if (platforms.indexOf(platform) !== index) add(`platforms[${index}]`, "it is listed twice");
  }
}

function checkPaths({ build }: PlannedUnit, add: Add): void {
  if (!isPlainPath(build.context)) add("build.context", outside);
  if (!isDockerfilePath(build.dockerfile)) add("build.dockerfile", outside);
  for (const [name, place] of Object.entries(build.contexts)) {
    if (!isNamedContext(place)) add(`build.contexts[${JSON.stringify(name)}]`, outside);
  }
  for (const [index, { env, src }] of build.secrets.entries()) {
    if ((env === undefined) === (src === undefined)) add(`build.secrets[${index}]`, "it needs either `env` or `src`");
    if (src !== undefined && !src.startsWith("/") && normalizePath(src) !== src) add(`build.secrets[${index}].src`, outside);
  }
}

/**
 * A withheld secret excuses a failed build. A plan may only name secrets that an untrusted change
 * lacks.
 */
function checkWithheld(intent: Plan["intent"], { withheld = [], build }: PlannedUnit, add: Add): void {
  for (const [index, id] of withheld.entries()) {
    if (capabilities[intent].secrets) add(`withheld[${index}]`, `a ${intent} has all secrets`);
    else if (!build.secrets.some((secret) => secret.id === id)) add(`withheld[${index}]`, "it is not a secret of the unit");
  }
}

const outside = "it is not a path inside the repository";

/** Whether a path is normalised and safe to pass to a program. */
function isInside(path: string): boolean {
  return normalizePath(path) === path && !/[\\\0\r\n]/.test(path);
}

function checkScan({ scan }: PlannedUnit, add: Add): void {
  if (scan && !isInside(scan.script[0] ?? "")) add("scan.script[0]", outside);
}

function checkTests({ tests, platforms }: PlannedUnit, add: Add): void {
  for (const [index, test] of tests.entries()) {
    if (tests.findIndex(({ name }) => name === test.name) !== index)
      add(`tests[${index}].name`, "another test of the unit has this name");
    for (const platform of test.platforms) {
      if (!platforms.includes(platform)) add(`tests[${index}].platforms`, `the unit is not built for ${platform}`);
    }
    for (const { at, path } of kindOfTest(test).paths(test)) {
      if (!isInside(path)) add(`tests[${index}].${at}`, outside);
    }
  }
}

function checkWaivers(plan: Plan, { tests }: PlannedUnit, add: Add): void {
  for (const [index, { waived }] of tests.entries())
    if (waived && !lasts(waived, dayOfPlan(plan))) add(`tests[${index}].waived.until`, "the waiver has ended");
}

/** Only a publication or a version publishes candidates; only a candidate run reuses them. */
function checkDecision(intent: Plan["intent"], unit: PlannedUnit, add: Add): void {
  const { decision, candidate, current, blocked, follows, candidates: place } = unit;
  if (!follows && candidate?.repository !== undefined && candidate.repository !== place)
    add("candidate.repository", "the unit's candidates are not there");
  if ((decision === "blocked") !== (blocked !== undefined))
    add("blocked", "blocked units must have it, and other units must not");
  const { promotes, candidates, versions } = capabilities[intent];
  if ((decision === "promote" && !promotes) || (decision === "reuse" && !candidates))
    add("decision", `a ${intent} does not ${decision}`);
  const published = versions ? current : undefined; // without a candidate, `current` has the inputs of the tagged commit
  if ((decision === "promote" || decision === "reuse") && !candidate && !published) add("candidate", "it is missing");
}

/** Only a rebuild is compared with what is published, and only if the configuration asks for it. */
function checkKeep({ intent, freshness }: Plan, { keep, decision, current }: PlannedUnit, add: Add): void {
  if (!keep) return;
  const isRebuild = capabilities[intent].rebuilds && decision === "build" && current !== undefined;
  if (!isRebuild || !freshness?.keep) add("keep", "the plan does not rebuild a published image that may stay");
}

/** Only a rebuild has a reason, and gets bases by digest, each reference once and as `plan` spells it. */
function checkSeenBases({ intent, event, freshness }: Plan, { why, seenBases = [], decision }: PlannedUnit, add: Add): void {
  const isRebuild = capabilities[intent].rebuilds && decision === "build";
  const mayLook = freshness?.bases === true || event === "repository_dispatch"; // which may be a hint
  if (why !== undefined && !isRebuild) add("why", "the plan does not rebuild the unit");
  if (seenBases.length > 0 && !(isRebuild && mayLook)) add("seenBases", "the plan does not look at its bases");
  for (const [index, { reference }] of seenBases.entries()) {
    const path = `seenBases[${index}].reference`;
    if (referenceInFull(reference) !== reference) add(path, "it is not the full reference of an image with a tag");
    if (seenBases.findIndex((other) => other.reference === reference) !== index) add(path, "it is listed twice");
  }
}

/** Two units never write the same tag in one repository. */
function checkOwners(unit: PlannedUnit, owners: Map<string, string>, add: Add): void {
  for (const [index, { repository }] of unit.destinations.entries()) {
    for (const movingTag of new Set(tagsNamed(unit))) {
      const reference = `${repository}:${movingTag}`;
      const owner = owners.get(reference);
      if (owner !== undefined && owner !== unit.name)
        add(`destinations[${index}]`, `${quote(reference)} is also a tag of ${quote(owner)}`);
      owners.set(reference, unit.name);
    }
  }
}
