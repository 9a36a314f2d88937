import { type CaseResult, inWorld, type KillOptions } from "./cases.ts";
import { startPublisher } from "./child.ts";
import { killAt } from "./kill-switch.ts";
import { runJob } from "./publisher.ts";
import { monday, next, settle } from "./scenario.ts";

/** Two streams of one image go back; the image that they go back to is missing in the second registry. */
const only = ["squid:*"];

/**
 * A rollback is killed at one boundary, of both registries and of GitHub; then comes its re-run, or an unrelated push. Then the hold is lifted.
 * `over`: it had ended before it came to that.
 */
export async function runRollbackKill(options: KillOptions): Promise<CaseResult & { over: boolean }> {
  const { program, moment, boundary, followUp, hosts } = options;
  const { publisher = (job, { environment }) => runJob(job, environment) } = options;
  let over = false;
  const name = `a rollback killed ${moment} effect ${boundary}, then ${followUp === "re-run" ? "a re-run" : "an unrelated push"}`;
  const run: Parameters<typeof inWorld>[4] = async (world, publish) => {
    const { proxies, github, units } = world;
    world.askGitHub();
    for (const build of [0, 1]) {
      proxies[1].deadAfter = 0;
      await publish(world.publication(build, build === 0 ? monday : next, { optional: true }));
      proxies[1].reset();
    }
    await publish(world.unrelated(next)); // of the bad build, the second registry has everything
    for (const place of [...proxies, github]) place.reset();

    const order = world.order("rollback", { at: "20261123-0900", only, run: "9001" });
    const written = proxies.map(({ writes }) => writes.length);
    const child = startPublisher(program, order, world.environment);
    killAt(world, { moment, boundary }, () => child.kill());
    const outcome = await child.outcome;
    over = outcome !== undefined;
    for (const proxy of proxies) await proxy.quiet();
    for (const place of [...proxies, github]) place.reset();
    const found = world.leaks(child.errors()).map((leak) => `10: a credential is shown: ${leak}`);
    if (outcome && outcome.status !== 0)
      found.push(`6: a rollback that nobody disturbed is red: ${JSON.stringify(outcome.problems)}`);
    // The one state in between: no issue yet, and nothing has happened at all.
    const isHeld = github.held().length > 0;
    for (const [index, { writes }] of proxies.entries()) {
      for (const { tag } of isHeld ? [] : writes.slice(written[index]))
        found.push(`5: ${tag} was written in registry ${index} before there was a hold`);
    }

    const back = isHeld || followUp === "re-run";
    const expected = {
      streams: new Map(units.map(({ name: unit }) => [unit, world.digests(back && unit.startsWith("squid:") ? 0 : 1).get(unit)])),
    };
    if (followUp === "re-run") {
      const again = await publish({ ...order, at: "20261123-0912" });
      if (again.status !== 0) found.push(`6: the re-run is red: ${JSON.stringify(again.problems)}`);
      found.push(...(await world.check(expected)));
    }
    if (github.held().length !== (back ? 1 : 0)) found.push(`5: ${github.held().length} holds are open`);
    found.push(...(await settle(world, expected, publish)));
    github.lift();
    const partialReleases = await settle(world, expected, publish);
    return [...found, ...partialReleases.map((fault) => `${fault} (once lifted)`)];
  };
  const result = await inWorld(name, boundary, hosts, publisher, run, ["base", "squid"]);
  return { ...result, over };
}
