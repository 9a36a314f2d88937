import { covers } from "./hold-reader.ts";
import type { Random } from "./random.ts";
import {
  broken,
  changesNothing,
  countHolds,
  heldThenLifted,
  mixed,
  oldest,
  orderOf,
  selections,
  unheldWrites,
  weekly,
  writtenIn,
} from "./rollback-steps.ts";
import { calm, disturb, later, monday, next, type Publish, type Scenario, settle } from "./scenario.ts";
import type { World } from "./world.ts";

async function disturbedRollback(world: World, random: Random, publish: Publish) {
  await broken(world, publish);
  const only = random.pick(selections);
  const order = orderOf(world, 1, "20261123-0900", only);
  const written = writtenIn(world);
  disturb(world, random, 0.05 + random.next() * 0.3);
  const { status } = await publish(order);
  calm(world);
  return { only, order, status, found: unheldWrites(world, written) };
}

/** Rollbacks, under faults, among other runs, and while lists lag behind. */
export const rollbackScenarios: readonly Scenario[] = [
  {
    name: "a rollback under faults, then its re-run",
    holds: true,
    async run(world, random, publish) {
      const { only, order, found } = await disturbedRollback(world, random, publish);
      const again = { ...order, at: "20261123-0912" };
      const { status, problems } = await publish(again);
      if (status !== 0) found.push(`6: the re-run is red: ${JSON.stringify(problems)}`);
      const expected = { streams: mixed(world, only, 0) };
      found.push(...countHolds(world, 1), ...(await world.check(expected)));
      found.push(...(await changesNothing(world, () => publish(again), "a re-run of a rollback that was over")));
      return [...found, ...(await heldThenLifted(world, expected, publish))];
    },
  },
  {
    name: "a rollback under faults, then an unrelated push completes it",
    holds: true,
    async run(world, random, publish) {
      const { only, status, found } = await disturbedRollback(world, random, publish);
      const isHeld = world.github.held().length > 0;
      if (status === 0 && !isHeld) found.push("5: a rollback is green, and there is no hold");
      return [...found, ...(await heldThenLifted(world, { streams: mixed(world, only, isHeld ? 0 : 1) }, publish))];
    },
  },
  {
    name: "a rollback while a publication runs",
    holds: true,
    async run(world, random, publish) {
      await broken(world, publish);
      const only = random.pick(selections);
      const order = orderOf(world, 1, "20261123-0900", only, monday);
      const publication = world.publication(2, random.pick(["20261123-0850", "20261123-0910"]));
      const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
      const delays = [random.below(2) * random.below(300), random.below(2) * random.below(1500)];
      disturb(world, random, random.next() * 0.1);
      await Promise.all([order, publication].map((job, index) => pause(delays[index] ?? 0).then(() => publish(job))));
      calm(world);
      const found: string[] = [];
      for (const job of [publication, order]) {
        const { status, problems } = await publish(job); // both are tried again, as red runs are
        if (status !== 0) found.push(`6: a re-run is red: ${JSON.stringify(problems)}`);
      }
      // Which of the two is the newest is open. What was rolled back comes back in neither case.
      const never = mixed(world, only, 1, 4);
      const others = world.units.filter(({ name }) => !only.some((glob) => covers(glob, name)));
      const streams = new Map(others.map(({ name }) => [name, world.digests(2).get(name)]));
      return [...found, ...(await heldThenLifted(world, { streams, never }, publish))];
    },
  },
  {
    name: "two rollbacks at once",
    holds: true,
    async run(world, random, publish) {
      world.askGitHub();
      await publish(world.publication(3, oldest));
      await broken(world, publish);
      const chosen = [random.pick(selections), random.pick(selections)] as const;
      const [first, second] = ["20261123-0900", random.pick(["20261123-0900", "20261123-0901"])] as const;
      const orders = [orderOf(world, 1, first, chosen[0], monday), orderOf(world, 2, second, chosen[1], oldest)];
      // Two runs of one minute race only where timestamps are immutable (decision 16).
      for (const proxy of world.proxies) proxy.immutable = first === second;
      disturb(world, random, random.next() * 0.15);
      await Promise.all(orders.map((order) => publish(order)));
      calm(world);
      for (const order of orders) await publish(order);
      const never = mixed(world, chosen.flat(), 1, 4);
      const found = [...countHolds(world, 2), ...(await world.check({ streams: new Map(), never }))];
      const [one = 0, other = 0] = world.github.held();
      const partialReleases = random.pick([one, other]);
      world.github.lift(partialReleases);
      found.push(
        ...(await settle(world, { streams: new Map(), never }, publish)).map((fault) => `${fault} (#${partialReleases} lifted)`),
      );
      return [...found, ...(await heldThenLifted(world, { streams: new Map(), never }, publish))];
    },
  },
  {
    name: "a second rollback during a hold",
    holds: true,
    async run(world, random, publish) {
      world.askGitHub();
      await publish(world.publication(3, oldest));
      await broken(world, publish);
      const only = random.pick(selections);
      const first = orderOf(world, 1, "20261123-0900", only);
      const second = orderOf(world, 2, "20261123-1000", only);
      await publish(first);
      disturb(world, random, 0.05 + random.next() * 0.2);
      await publish(second);
      calm(world);
      const found: string[] = [];
      const { status, problems } = await publish(second);
      if (status !== 0) found.push(`6: the re-run is red: ${JSON.stringify(problems)}`);
      // The first one's re-run is red, since another hold is in force, and leaves everything as it is.
      found.push(...(await changesNothing(world, () => publish(first), "a re-run of the first")));
      found.push(...countHolds(world, 2));
      const [older = 0, newer = 0] = world.github.held();
      const expected = { streams: mixed(world, only, 3), never: mixed(world, only, 1, 4) };
      found.push(...(await world.check(expected)));
      world.github.lift(random.pick([older, newer]));
      return [...found, ...(await heldThenLifted(world, expected, publish))];
    },
  },
  {
    name: "a rollback, undone, and done once more",
    holds: true,
    async run(world, random, publish) {
      await broken(world, publish);
      const only = random.pick(selections);
      const orders = [
        orderOf(world, 1, "20261123-0900", only),
        orderOf(world, 2, "20261123-1000", only, next),
        orderOf(world, 3, random.pick(["20261123-1000", "20261123-1001"]), only, random.pick(["previous", monday])),
      ];
      const disturbed = random.below(orders.length);
      const found: string[] = [];
      for (const [index, order] of orders.entries()) {
        if (index > 0 && random.chance(0.3)) world.github.lift();
        if (index === disturbed) {
          disturb(world, random, 0.05 + random.next() * 0.2);
          await publish(order);
          calm(world);
        }
        const { status, problems } = await publish(order);
        if (status !== 0) found.push(`6: order ${index + 1} is red: ${JSON.stringify(problems)}`);
        found.push(...(await world.check({ streams: mixed(world, only, index === 1 ? 1 : 0) })));
      }
      found.push(...(await changesNothing(world, () => publish(orders[0] as (typeof orders)[0]), "a re-run of the first")));
      return [...found, ...(await heldThenLifted(world, { streams: mixed(world, only, 0) }, publish))];
    },
  },
  {
    name: "a rollback while the listing of tags lags behind",
    holds: true,
    async run(world, random, publish) {
      await broken(world, publish);
      const only = random.pick(selections);
      const hidden = random.pick([(tag: string) => tag.includes("20261123"), (tag: string) => tag.includes("20261123-09")]);
      for (const proxy of world.proxies) proxy.hidden = hidden;
      const order = orderOf(world, 1, "20261123-0900", only);
      const { status, problems } = await publish(order);
      const found = status === 0 ? [] : [`9: nothing went wrong, and the run is red: ${JSON.stringify(problems)}`];
      const expected = { streams: mixed(world, only, 0) };
      found.push(...(await world.check(expected)));
      for (const job of [{ ...order, at: "20261123-0905" }, world.unrelated(later)]) await publish(job); // it still lags behind
      found.push(...countHolds(world, 1), ...(await world.check(expected)));
      return [...found, ...(await heldThenLifted(world, expected, publish))];
    },
  },
  {
    name: "a rollback while the list of issues lags behind",
    holds: true,
    async run(world, random, publish) {
      await broken(world, publish);
      const only = random.pick(selections);
      world.github.lag(1000);
      const { status, problems } = await publish(orderOf(world, 1, "20261123-0900", only));
      const found = status === 0 ? [] : [`9: nothing went wrong, and the run is red: ${JSON.stringify(problems)}`];
      found.push(...(await world.check({ streams: mixed(world, only, 0) })));
      world.github.lag(random.below(6));
      disturb(world, random, random.next() * 0.1);
      const publication = world.publication(2, weekly);
      await publish(publication); // it may not know of the hold yet
      calm(world);
      await publish(publication);
      return [...found, ...(await heldThenLifted(world, { streams: world.digests(2) }, publish))];
    },
  },
  {
    name: "rolled back, reverted, resumed, and landed again",
    holds: true,
    async run(world, random, publish) {
      await broken(world, publish);
      const order = orderOf(world, 1, "20261123-0900", ["*"]);
      disturb(world, random, random.next() * 0.1);
      await publish(order);
      calm(world);
      const found: string[] = [];
      const steps = [
        order,
        world.promotion(0, "20261123-0910"),
        world.order("resume", { at: "20261123-0920", only: ["*"], run: "9" }),
      ];
      for (const job of [...steps, world.promotion(1, "20261123-0930")]) {
        const { status, problems } = await publish(job);
        if (status !== 0) found.push(`6: a run is red: ${JSON.stringify(problems)}`);
      }
      return [...found, ...(await settle(world, 1, publish))];
    },
  },
];
