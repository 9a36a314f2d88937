/**
 * Runs publications, holds and rollbacks under faults and races, and kills them at every write.
 *
 *   npm run chaos                              all cases; `script/test` takes some of them
 *   npm run chaos -- --cases 1000 --seed 1     so many cases, from this seed on
 *   npm run chaos -- --kills                   the kills alone
 *   npm run chaos -- --sources …               the same, of streams with sources alone
 *   npm run chaos -- --follows …               the same, of followers alone
 *   npm run chaos -- --pins …                  the same, of pins alone: without registries
 *   npm run chaos -- --in-process …            in registries of its own process, as most cases of
 *                                              `script/test`; a killed run loses what it does there
 *
 * Without --in-process it needs the engine: eval "$(script/engine env)".
 */
import { parseArgs } from "node:util";
import { registriesHere } from "../__tests__/support/chaos/behind.ts";
import { type CaseResult, runCase, scenarios, seedOf } from "../__tests__/support/chaos/cases.ts";
import { buildPublisher } from "../__tests__/support/chaos/child.ts";
import { followedScenarios, followedSeedOf, runFollowedCase } from "../__tests__/support/chaos/followed/cases.ts";
import { allFollowKills, killFollowed } from "../__tests__/support/chaos/followed/kills.ts";
import { allKills, type Kill, type KillCase, killAtEach } from "../__tests__/support/chaos/kill-sweep.ts";
import { pinnedScenarios, pinnedSeedOf, runPinnedCase } from "../__tests__/support/chaos/pinned/cases.ts";
import { mergedHashes, runPromotionKill } from "../__tests__/support/chaos/promotion-kill.ts";
import { runKill } from "../__tests__/support/chaos/publication-kill.ts";
import { runRollbackKill } from "../__tests__/support/chaos/rollback-kill.ts";
import { runSourcedCase, sourcedScenarios, sourcedSeedOf } from "../__tests__/support/chaos/sourced/cases.ts";
import { allSourcedKills, killSources } from "../__tests__/support/chaos/sourced/kills.ts";
import { removeFolders } from "../__tests__/support/git.ts";
import { cleanUpSteps } from "../__tests__/support/runner.ts";

const usage =
  "usage: npm run chaos -- [--sources | --follows | --pins] [--cases COUNT] [--seed FIRST] [--kills] [--in-process]: whole numbers";
const { values } = parseArgs({
  options: {
    cases: { type: "string" },
    seed: { type: "string" },
    kills: { type: "boolean" },
    sources: { type: "boolean" },
    follows: { type: "boolean" },
    pins: { type: "boolean" },
    "in-process": { type: "boolean" },
    workers: { type: "string" },
  },
});
const isHere = values["in-process"] === true;
const real = [process.env["TAGSTREAM_TEST_REGISTRY"] ?? "", process.env["TAGSTREAM_TEST_REGISTRY_B"] ?? ""] as const;
const hosts = isHere ? registriesHere() : real;
if (!values.pins && hosts.includes("")) throw new Error('No registries: run script/engine up, then eval "$(script/engine env)"');

/** Seeds of each scenario, unless `--cases` is given. */
const seedsEach = 7;
const side = Number(values.workers ?? 4);
const started = performance.now();
const results: CaseResult[] = [];
let disturbed = 0;

function take(result: CaseResult, name = result.name): void {
  results.push({ ...result, name });
  if (result.faults.length > 0) console.log(`seed ${result.seed}: ${result.name}\n  ${result.faults.join("\n  ")}`);
  if (results.length % 50 === 0) console.log(`${results.length} cases`);
}

async function runSourced(seed: number): Promise<CaseResult> {
  const result = await runSourcedCase(seed, hosts);
  disturbed += result.disturbed;
  return result;
}

async function runSeeds(seeds: readonly number[], run: (seed: number) => Promise<CaseResult>): Promise<void> {
  const queue = seeds.values();
  const worker = async (): Promise<void> => {
    for (const seed of queue) {
      const began = performance.now();
      const result = await run(seed);
      if (process.env["CHAOS_TIMES"]) console.log(seed, result.name, Math.round(performance.now() - began));
      take(result);
    }
  };
  await Promise.all(Array.from({ length: side }, worker));
}

async function runKills(): Promise<void> {
  const program = isHere ? undefined : await buildPublisher();
  const hashes = await mergedHashes(hosts);
  const sweeps: [string, (kill: Kill, boundary: number) => Promise<KillCase>][] = [
    ["a publication", (kill, boundary) => runKill({ hosts, program, ...kill, boundary })],
    ["a publication of two jobs' builds", (kill, boundary) => runKill({ hosts, program, ...kill, boundary, legs: true })],
    ["a rebuild that is kept", (kill, boundary) => runKill({ hosts, program, ...kill, boundary, kept: true })],
    ["a publication beside unreadable holds", (kill, boundary) => runKill({ hosts, program, ...kill, boundary, holds: 1 })],
    ["a publication beside a rollback", (kill, boundary) => runKill({ hosts, program, ...kill, boundary, holds: 4 })],
    ["a rollback", (kill, boundary) => runRollbackKill({ hosts, program, ...kill, boundary })],
    ["a promotion", (kill, boundary) => runPromotionKill({ hosts, hashes, ...kill, boundary })],
  ];
  try {
    for (const [what, run] of sweeps) {
      for (const kill of allKills) {
        const name = `${what}, killed ${kill.moment} each effect, then a ${kill.followUp}`;
        for (const result of await killAtEach(side, (boundary) => run(kill, boundary))) take(result, name);
      }
    }
  } finally {
    program?.remove();
    cleanUpSteps();
  }
}

async function runSourcedKills(): Promise<void> {
  for (const kill of allSourcedKills) for (const result of await killSources(() => hosts, kill, { workers: side })) take(result);
}

async function runFollowKills(): Promise<void> {
  for (const kill of allFollowKills) {
    const { isApart, isSet, moment, followUp } = kill;
    const name = `a follow, apart: ${isApart}, a set: ${isSet}, killed ${moment} each effect, then a ${followUp}`;
    for (const result of await killFollowed(() => hosts, kill, { workers: side })) take(result, name);
  }
}

function report(): void {
  const names = [...new Set(results.map(({ name }) => name))].sort();
  const width = Math.max(...names.map((name) => name.length));
  for (const name of names) {
    const own = results.filter((result) => result.name === name);
    const failed = own.filter(({ faults }) => faults.length > 0);
    const replay = failed.length === 0 ? "" : `  seeds or effects: ${failed.map(({ seed }) => seed).join(", ")}`;
    console.log(
      `${name.padEnd(width)}  ${String(own.length).padStart(5)} cases  ${String(failed.length).padStart(4)} failed${replay}`,
    );
  }
  const failures = results.filter(({ faults }) => faults.length > 0).length;
  const seconds = Math.round((performance.now() - started) / 1000);
  console.log(`${results.length - failures} passed, ${failures} failed, in ${seconds} s`);
  if (disturbed > 0) console.log(`${disturbed} requests were let go wrong where streams have sources`);
  process.exitCode = failures > 0 ? 1 : 0;
}

const known = (seed: number): Promise<CaseResult> => runCase(seed, { hosts });
const allSeeds = scenarios.flatMap(({ name }) => Array.from({ length: seedsEach }, (_, count) => seedOf(name, count)));
const allSourcedSeeds = sourcedScenarios.flatMap(({ name }) =>
  Array.from({ length: seedsEach }, (_, count) => sourcedSeedOf(name, count)),
);
const runFollowed = (seed: number): Promise<CaseResult> => runFollowedCase(seed, hosts);
const allFollowedSeeds = followedScenarios.flatMap(({ name }) =>
  Array.from({ length: seedsEach }, (_, count) => followedSeedOf(name, count)),
);
const allPinnedSeeds = pinnedScenarios.flatMap(({ name }) =>
  Array.from({ length: seedsEach }, (_, count) => pinnedSeedOf(name, count)),
);
/** The cases of one kind, if they are asked for by name. */
const runKind = values.sources ? runSourced : values.follows ? runFollowed : values.pins ? runPinnedCase : undefined;
const isAll = runKind === undefined;
const isAsked = values.cases !== undefined || values.seed !== undefined;
if (isAsked) {
  const [cases, first] = [Number(values.cases ?? 100), Number(values.seed ?? 1)];
  if (!Number.isSafeInteger(cases) || cases < 1 || !Number.isSafeInteger(first) || first < 0) throw new Error(usage);
  const seeds = Array.from({ length: cases }, (_, index) => first + index);
  await runSeeds(seeds, runKind ?? known);
} else if (!values.kills) {
  if (isAll) await runSeeds(allSeeds, known);
  if (isAll || values.sources) await runSeeds(allSourcedSeeds, runSourced);
  if (isAll || values.follows) await runSeeds(allFollowedSeeds, runFollowed);
  if (isAll || values.pins) await runSeeds(allPinnedSeeds, runPinnedCase);
}
if (values.kills || !isAsked) {
  if (isAll) await runKills();
  if (isAll || values.sources) await runSourcedKills();
  if (isAll || values.follows) await runFollowKills();
}
removeFolders();
report();
