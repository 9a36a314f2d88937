import type { PublishOutcome } from "./job.ts";
import type { Random } from "./random.ts";
import { calm, disturb, later, monday, next, type Publish, type Scenario, settle } from "./scenario.ts";
import type { World } from "./world.ts";

const merged = "20261124-0800";

async function bothPublished(world: World, publish: Publish): Promise<void> {
  await publish(world.publication(0, monday));
  await publish(world.publication(1, next));
}

const red = (outcome: PublishOutcome): string[] =>
  outcome.status === 0 ? [] : [`6: a run is red: ${JSON.stringify(outcome.problems)}`];
const green = (outcome: PublishOutcome, why: string): string[] =>
  outcome.status === 0 ? [`9: ${why}, and the run is green`] : [];

/** A refusal that stays, on some verbs, of one package or all, in one registry. */
function refuseNewest(world: World, random: Random): { repository: string | undefined; isHidden: boolean } {
  const verbs = random.pick([["GET"], ["HEAD"], ["GET", "HEAD"]]);
  const status = verbs.length === 1 && verbs[0] === "HEAD" ? random.pick([403, 404, 412, 429]) : random.pick([403, 412, 429]);
  const repository = random.chance(0.5) ? random.pick(world.units).path : undefined;
  world.proxies[random.below(2) === 0 ? 0 : 1].refusal = (asked) =>
    verbs.includes(asked.method) && asked.reference.endsWith(next) && (repository ?? asked.repository) === asked.repository
      ? status
      : undefined;
  return { repository, isHidden: status === 404 };
}

/** Registries that refuse for good, that adversaries write to, or that were restored; other runs in between, and other clocks. */
export const adversaryScenarios: readonly Scenario[] = [
  {
    name: "the newest timestamp tag is refused for good: no older run takes its place",
    async run(world, random, publish) {
      await bothPublished(world, publish);
      refuseNewest(world, random);
      await publish(world.publication(2, "20261117-0000"));
      const found = await world.check({ streams: world.digests(1) });
      return [...found, ...(await settle(world, 1, publish))];
    },
  },
  {
    name: "an adversary in an optional second registry: what is planted there goes nowhere",
    async run(world, random, publish) {
      await publish(world.publication(0, monday, { optional: true }));
      await publish(world.publication(1, next, { optional: true }));
      const at = random.pick(["20261101-0000", "20261120-0000", "20261124-0000"]);
      const planted: string[] = [];
      for (const { path, stream } of world.units) {
        await world.plant(1, path, `${stream}-${at}`);
        planted.push(`1 ${path}:${stream}-${at}`);
      }
      world.askGitHub();
      world.makeSecondOptional();
      disturb(world, random, random.next() * 0.1);
      await publish(world.unrelated(later, { optional: true }));
      calm(world);
      const back = await publish(world.order("rollback", { at: "20261125-0000", only: ["squid:*"], to: at, run: "5" }));
      const found = green(back, "what an optional registry alone has was gone back to");
      const expected = { streams: world.digests(1), planted, incomplete: [1] };
      return [
        ...found,
        ...(await world.check(expected)),
        ...(await settle(world, expected, publish, world.unrelated(later, { optional: true }))),
      ];
    },
  },
  {
    name: "a first registry of the past: it gets what the other has, and no stream goes back",
    holds: true, // one without a digest keeps whatever is shown, and that is what is restored
    async run(world, random, publish) {
      await bothPublished(world, publish);
      for (const { name, path, stream, aliases } of world.units) {
        await world.remove(0, path, `${stream}-${next}`);
        for (const tag of [stream, ...aliases]) await world.plant(0, path, tag, world.digests(0).get(name));
      }
      disturb(world, random, random.next() * 0.1);
      const first = await publish(world.unrelated(later));
      const found = first.status === 0 ? await world.check({ streams: world.digests(1) }) : [];
      return [...found, ...(await settle(world, 1, publish))];
    },
  },
  {
    name: "a rebuild between plan and publish of an older candidate: the rebuild stays, and the run is red",
    async run(world, random, publish) {
      await publish(world.publication(0, monday));
      const promotion = world.promotion(3, merged); // built before what comes between
      await publish(world.publication(1, next));
      disturb(world, random, random.next() * 0.1);
      const found = green(await publish(promotion), "an older build was to take the place of a rebuild");
      calm(world);
      return [...found, ...(await world.check({ streams: world.digests(1) })), ...(await settle(world, 1, publish))];
    },
  },
  {
    name: "pushed, reverted and pushed again in one minute",
    async run(world, random, publish) {
      const found: string[] = [];
      disturb(world, random, random.next() * 0.1);
      for (const [sequence, build] of [0, 1, 0].entries()) {
        const job = world.publication(build, next, { sequence });
        await publish(job);
        calm(world);
        found.push(...red(await publish(job))); // as red runs are tried again
      }
      return [...found, ...(await settle(world, 0, publish))];
    },
  },
  {
    name: "another machine's clock is ahead: the tip is published after it",
    async run(world, random, publish) {
      const [earlier, tip] = ["a".repeat(40), "b".repeat(40)];
      await world.describe(0, earlier);
      await world.describe(1, tip);
      world.askGitHub();
      const [ahead, own] = [
        world.publication(0, "20261123-0657", { revision: earlier }),
        world.publication(1, next, { revision: tip }),
      ];
      await publish(ahead);
      disturb(world, random, random.next() * 0.1);
      await publish(own);
      calm(world);
      const found = red(await publish(own));
      return [...found, ...(await settle(world, 1, publish))];
    },
  },
];
