import { inProcess, inWorld } from "./cases.ts";
import type { Expectation } from "./checker.ts";
import type { Job, OrderJob } from "./job.ts";
import type { KillCase, KillOptions } from "./kill-sweep.ts";
import { runKilled } from "./killed-run.ts";
import { runJob } from "./publisher.ts";
import { monday, next, settle } from "./scenario.ts";
import { createWorld, type World } from "./world.ts";
import { type CopiedWorld, copyWorld } from "./world-copy.ts";

/** Two streams of one image go back; the image that they go back to is missing in the second registry. */
const only = ["squid:*"];
const images = ["base", "squid"];

/**
 * A rollback is killed at one boundary, of both registries and of GitHub; then comes its re-run, or an unrelated push. Then the hold is lifted.
 * `over`: it had ended before it came to that.
 */
export async function runRollbackKill(options: KillOptions): Promise<KillCase> {
  const { moment, boundary, followUp, hosts } = options;
  const { publisher = inProcess } = options;
  let over = false;
  const name = `a rollback killed ${moment} effect ${boundary}, then ${followUp === "re-run" ? "a re-run" : "an unrelated push"}`;
  const run: Parameters<typeof inWorld>[4] = async (world, publish) => {
    const { github } = world;
    const copied = goodAndBad.get(hosts[0]) ?? publishGoodAndBad(hosts);
    goodAndBad.set(hosts[0], copied);
    await copyWorld(await copied, world, hosts);
    world.askGitHub();
    const order = world.order("rollback", { at: "20261123-0900", only, run: "9001" });
    const killed = await killOrder(world, order, options);
    over = killed.over;
    const isBack = github.held().length > 0 || followUp === "re-run";
    const expected = expectedOf(world, isBack);
    const found = [...killed.found];
    if (followUp === "re-run") {
      const again = await publish({ ...order, at: "20261123-0912" });
      if (again.status !== 0) found.push(`6: the re-run is red: ${JSON.stringify(again.problems)}`);
      found.push(...(await world.check(expected)));
    }
    if (github.held().length !== (isBack ? 1 : 0)) found.push(`5: ${github.held().length} holds are open`);
    found.push(...(await settle(world, expected, publish)));
    github.lift();
    const partialReleases = await settle(world, expected, publish);
    return [...found, ...partialReleases.map((fault) => `${fault} (once lifted)`)];
  };
  const result = await inWorld(name, boundary, hosts, publisher, run, images);
  return { ...result, over };
}

/** What `publishGoodAndBad` left, by the first registry: it is the same for every boundary, so all cases copy it. */
const goodAndBad = new Map<string, Promise<CopiedWorld>>();

/** Publishes a good build and a bad one, of which the second registry has the bad one alone. */
async function publishGoodAndBad(hosts: KillOptions["hosts"]): Promise<CopiedWorld> {
  const world = await createWorld(hosts, 0, images);
  const publish = async (job: Job): Promise<void> => {
    const { status, problems } = await runJob(job, world.environment);
    if (status !== 0) throw new Error(`a publication that nobody disturbed is red: ${JSON.stringify(problems)}`);
  };
  try {
    const [, second] = world.proxies;
    world.askGitHub();
    for (const build of [0, 1]) {
      second.deadAfter = 0;
      await publish(world.publication(build, build === 0 ? monday : next, { optional: true }));
      second.reset();
    }
    await publish(world.unrelated(next)); // of the bad build, the second registry has everything
  } finally {
    await world.close();
  }
  return { units: world.units, writes: world.proxies.map(({ writes }) => writes) };
}

/** Kills a rollback at a boundary. Returns what is wrong already. */
async function killOrder(world: World, order: OrderJob, options: KillOptions): Promise<{ over: boolean; found: string[] }> {
  const { proxies, github } = world;
  const written = proxies.map(({ writes }) => writes.length);
  const { outcome, found } = await runKilled(world, order, options);
  if (outcome && outcome.status !== 0)
    found.push(`6: a rollback that nobody disturbed is red: ${JSON.stringify(outcome.problems)}`);
  // The one state in between: no issue yet, and nothing has happened at all.
  if (github.held().length === 0) {
    for (const [index, { writes }] of proxies.entries()) {
      for (const { tag } of writes.slice(written[index]))
        found.push(`5: ${tag} was written in registry ${index} before there was a hold`);
    }
  }
  return { over: outcome !== undefined, found };
}

function expectedOf(world: World, isBack: boolean): Expectation {
  const build = (name: string): number => (isBack && name.startsWith("squid:") ? 0 : 1);
  return { streams: new Map(world.units.map(({ name }) => [name, world.digests(build(name)).get(name)])) };
}
