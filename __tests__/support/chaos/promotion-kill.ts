import { randomBytes } from "node:crypto";
import { readFileSync, rmSync } from "node:fs";
import { timestampOf } from "../../../src/core/lib/time/timestamp.ts";
import type { Manifest } from "../../../src/ports/registry.ts";
import { type Files, makeRepository, type TestRepository } from "../git.ts";
import { dockerConfig } from "../registry.ts";
import { runStep, type Step, type StepResult } from "../runner.ts";
import { pushBuilt } from "./built-image.ts";
import { tagsOf, violations } from "./checker.ts";
import { type FaultProxy, startFaultProxy } from "./fault-proxy.ts";
import type { KillCase, KillOptions } from "./kill-sweep.ts";
import { type Boundary, killAtEffect } from "./kill-switch.ts";
import { type KnownBuild, wrongHistory } from "./sourced/history-rule.ts";
import { login } from "./world.ts";

/** What the merged commit's image is made of, and tested by; it does not depend on where it is published. */
export interface Hashes {
  inputs: string;
  tests: string;
}

const filesFor = (registries: readonly string[]): Files => ({
  ".github/tagstream.yml": `registries: [${registries.join(", ")}]\ndefaults: { packages: false }\naliases: [{ tag: latest }]\nimages: { squid: { context: squid } }\n`,
  "squid/Dockerfile": "FROM scratch\nCOPY . /\n",
});

let runs = 0;

/** A run of the bundle for the push of what is checked out. It has no builder: what it publishes was there before. */
function push(repository: TestRepository, step: Partial<Step> = {}): Promise<StepResult> {
  repository.git("push", "--quiet", "origin", "HEAD:main");
  const noBuilder = { BUILDX_BUILDER: "none", DOCKER_HOST: "tcp://127.0.0.1:1" };
  const env = { ...noBuilder, GITHUB_SHA: repository.head(), GITHUB_RUN_ID: `${process.pid}${++runs}`, ...step.env };
  const payload = { repository: { default_branch: "main" } };
  return runStep({ ...step, workspace: repository.folder, event: "push", payload, env });
}

/** Plans the merge in registries that have nothing of it. */
export async function mergedHashes(hosts: readonly string[]): Promise<Hashes> {
  const promotions = new Promotions(await proxiesOf(hosts), "chaos-nothing");
  try {
    const { outputs, log } = await promotions.run({ inputs: { command: "plan" } });
    if (outputs["plan"] === undefined) throw new Error(log);
    const plan = JSON.parse(readFileSync(outputs["plan"], "utf8")) as {
      units: { inputs: { hash: string }; testsHash: string }[];
    };
    return { inputs: plan.units[0]?.inputs.hash ?? "", tests: plan.units[0]?.testsHash ?? "" };
  } finally {
    await promotions.close();
  }
}

const proxiesOf = (hosts: readonly string[]): Promise<FaultProxy[]> =>
  Promise.all(hosts.map((registry, index) => startFaultProxy({ registry, seed: index, login })));

/** Pushes an image that says this of itself, and gives it tags. */
function pushDescribed(repository: string, facts: Record<string, string>, tags: readonly string[]): Promise<Manifest> {
  const annotations = Object.fromEntries(Object.entries(facts).map(([name, value]) => [`io.github.tagstream.${name}`, value]));
  return pushBuilt(repository, { content: JSON.stringify(facts), annotations }, tags);
}

const daysAgo = (days: number) => timestampOf(new Date(Date.now() - days * 86_400_000));

/** What is in the registries before the merge: a publication, and the tested candidate that the merge promotes. */
async function pushHistory(
  hosts: readonly string[],
  path: string,
  hashes: Hashes,
): Promise<{ old: Manifest; candidate: Manifest; other: Manifest }> {
  const [first, second] = hosts.map((host) => `${host}/${path}/squid`) as [string, string];
  const published = [`release-${daysAgo(2)}`, "release", "latest"];
  const before = { inputs: "0".repeat(64), tests: hashes.tests, built: daysAgo(2), run: "1" };
  const old = await pushDescribed(first, before, published);
  await pushDescribed(second, before, published);
  const candidate = await pushDescribed(first, { ...hashes, built: daysAgo(1), run: "2", "pull-request": "7" }, [
    `rc.release.${hashes.inputs.slice(0, 12)}`,
    "rc.release.pr-7",
  ]);
  const inputs = "1".repeat(64); // of another proposal, which is never merged
  const other = await pushDescribed(first, { ...hashes, inputs, built: daysAgo(1), run: "3", "pull-request": "8" }, [
    `rc.release.${inputs.slice(0, 12)}`,
    "rc.release.pr-8",
  ]);
  return { old, candidate, other };
}

/** A repository whose images go to two registries behind proxies, and runs in it. */
class Promotions {
  readonly proxies: readonly FaultProxy[];
  readonly repository: TestRepository;
  readonly #folder: string;
  readonly faults: string[] = [];

  constructor(proxies: readonly FaultProxy[], path: string) {
    this.proxies = proxies;
    this.#folder = dockerConfig(Object.fromEntries(proxies.map(({ host }) => [host, login]))).folder;
    this.repository = makeRepository(filesFor(proxies.map(({ host }) => `${host}/${path}`)));
    this.repository.publish();
  }

  run(step: Partial<Step> = {}): Promise<StepResult> {
    return push(this.repository, { ...step, env: { DOCKER_CONFIG: this.#folder, ...step.env } });
  }

  /** Kills a run at a boundary. Returns whether it had ended before it came to that. */
  async runKilled(env: Record<string, string>, boundary: Boundary): Promise<boolean> {
    // The process can be killed from its first line of output on, which comes before anything is written.
    let kill = (): void => {};
    killAtEffect(this.proxies, boundary, () => kill());
    const ended = await this.run({
      env,
      onOutput: (_, signal) => {
        kill = () => signal("SIGKILL");
      },
    });
    const over = ended.signal === null;
    if (over) this.expectGreen(ended, "a run that nobody disturbed");
    for (const proxy of this.proxies) {
      await proxy.quiet();
      proxy.reset();
    }
    return over;
  }

  expectGreen({ status, log }: StepResult, what: string): void {
    if (status !== 0) this.faults.push(`6: ${what} is red: ${log}`);
    if (log.includes(login.password)) this.faults.push(`10: ${what} shows a credential`);
  }

  async expectNothingToDo(): Promise<void> {
    for (const proxy of this.proxies) proxy.effects = 0;
    this.expectGreen(await this.run(), "a run with nothing to do");
    const written = this.proxies.map(({ effects }) => effects);
    if (written.some((count) => count > 0)) this.faults.push(`6: a run with nothing to do wrote ${written.join(" and ")} times`);
  }

  async close(): Promise<void> {
    await Promise.all(this.proxies.map((proxy) => proxy.close()));
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/**
 * The run of a merge, which promotes, is killed at one boundary; then comes its re-run, or the push of another commit, each planned anew.
 * `over`: it had ended before it came to that.
 */
export async function runPromotionKill({
  hosts,
  hashes,
  moment,
  boundary,
  followUp,
}: Omit<KillOptions, "program" | "publisher"> & { hashes: Hashes }): Promise<KillCase> {
  const path = `chaos-${randomBytes(6).toString("hex")}`;
  const { old, candidate, other } = await pushHistory(hosts, path, hashes);
  const proxies = await proxiesOf(hosts);
  const promotions = new Promotions(proxies, path);
  try {
    const GITHUB_RUN_ID = `${process.pid}${++runs}`;
    const over = await promotions.runKilled({ GITHUB_RUN_ID }, { moment, boundary });
    if (followUp === "unrelated push") promotions.repository.commit({ "docs/words.md": "another change\n" });
    const again = followUp === "re-run" ? { GITHUB_RUN_ID, GITHUB_RUN_ATTEMPT: "2" } : {};
    promotions.expectGreen(await promotions.run({ env: again }), `the ${followUp}`);
    await promotions.expectNothingToDo();
    const tested = [old.digest, candidate.digest];
    const unit = { name: "squid:release", path: `${path}/squid`, stream: "release", aliases: ["latest"], tested };
    const writes = proxies.map((proxy) => proxy.writes);
    const streams = new Map([[unit.name, candidate.digest]]);
    const faults = [...promotions.faults, ...(await violations([unit], { hosts: [...hosts], writes }, { streams }))];
    const builds = new Map<string, KnownBuild>([
      [old.digest, { received: "before", inputs: "0".repeat(64), labels: {} }],
      [candidate.digest, { received: "merged", inputs: hashes.inputs, proposal: "7", labels: {} }],
      [other.digest, { received: "proposed", inputs: "1".repeat(64), proposal: "8", labels: {} }],
    ]);
    const stream = { ...unit, isFromTags: false, landed: new Set(["before", "merged"]) };
    for (const [index, host] of hosts.entries())
      faults.push(...wrongHistory(stream, await tagsOf(host, unit.path), index, builds));
    return { name: `a promotion killed ${moment} effect ${boundary}, then ${followUp}`, seed: boundary, faults, over };
  } finally {
    await promotions.close();
  }
}
