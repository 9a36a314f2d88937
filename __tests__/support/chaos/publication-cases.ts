import type { Job } from "./job.ts";
import type { Random } from "./random.ts";
import { calm, disturb, later, monday, next, type Publish, type Scenario, settle } from "./scenario.ts";
import type { World } from "./world.ts";

const merged = "20261124-0800";

/** Publishes while so much goes wrong that it may fail. */
async function underFaults(world: World, random: Random, publish: Publish, job: Job): Promise<void> {
  disturb(world, random, 0.05 + random.next() * 0.3);
  await publish(job);
}

/** Publications and promotions: alone, one after another, and at once; registries that die or lag behind. */
export const publicationScenarios: readonly Scenario[] = [
  {
    name: "faults, then a re-run",
    async run(world, random, publish) {
      const job = world.publication(0, monday);
      await underFaults(world, random, publish, job);
      return settle(world, 0, publish, job);
    },
  },
  {
    name: "faults while indexes are made over what is published, then a re-run, then an unrelated push",
    async run(world, random, publish) {
      await publish(world.publication(0, monday));
      const job = await world.legs(1, next);
      await underFaults(world, random, publish, job);
      calm(world);
      const { status, problems } = await publish(job);
      const found = status === 0 ? [] : [`6: the re-run is red: ${JSON.stringify(problems)}`];
      return [...found, ...(await settle(world, 1, publish))];
    },
  },
  {
    name: "an older run comes last",
    async run(world, random, publish) {
      await publish(world.publication(1, next));
      disturb(world, random, random.next() * 0.2);
      const { status } = await publish(world.publication(0, monday));
      calm(world);
      const found = status === 0 ? await world.check({ streams: world.digests(1) }) : []; // it has to leave the newer one alone itself
      return [...found, ...(await settle(world, 1, publish))];
    },
  },
  {
    name: "an older run while the listing lags behind",
    async run(world, _random, publish) {
      await publish(world.publication(0, monday));
      await publish(world.publication(1, next));
      for (const proxy of world.proxies) proxy.hidden = (tag) => tag.includes(next);
      await publish(world.publication(2, "20261117-0000"));
      const found = await world.check({ streams: world.digests(1) });
      return [...found, ...(await settle(world, 1, publish))];
    },
  },
  {
    name: "two runs at once, one older",
    async run(world, random, publish) {
      disturb(world, random, random.next() * 0.15);
      const jobs = [world.publication(0, monday), world.publication(1, next)];
      const outcomes = await Promise.all(jobs.map((job) => publish(job)));
      calm(world);
      const green = outcomes.every(({ status }) => status === 0);
      const found = green ? await world.check({ streams: world.digests(1) }) : [];
      for (const job of jobs) await publish(job); // both are tried again, as red runs are
      return [...found, ...(await settle(world, 1, publish))];
    },
  },
  {
    name: "two runs of one minute, where timestamps are immutable by rule",
    async run(world, random, publish) {
      for (const proxy of world.proxies) proxy.immutable = true;
      disturb(world, random, random.next() * 0.1);
      const jobs = [world.publication(0, next), world.publication(1, next)];
      await Promise.all(jobs.map((job) => publish(job)));
      return settle(world, undefined, publish); // which of the two is the newest is open; that there is one, the same everywhere, is not
    },
  },
  {
    name: "a second build of the same minute",
    async run(world, random, publish) {
      await publish(world.publication(0, next));
      disturb(world, random, random.next() * 0.2);
      const job = world.publication(1, next);
      await publish(job);
      return settle(world, 1, publish, job);
    },
  },
  {
    name: "two runs at once of the same build",
    async run(world, random, publish) {
      disturb(world, random, random.next() * 0.2);
      await Promise.all([publish(world.publication(0, next)), publish(world.publication(0, next))]);
      calm(world);
      await publish(world.publication(0, next));
      return settle(world, 0, publish);
    },
  },
  {
    name: "the second registry dies, and comes back",
    async run(world, random, publish) {
      const found: string[] = [];
      world.proxies[1].deadAfter = random.below(60);
      const job = world.publication(0, monday);
      const { status, problems } = await publish(job);
      if (status === 0 || Object.keys(problems).length === 0) found.push("9: a required registry was down, and the run is green");
      return [...found, ...(await settle(world, 0, publish, job))];
    },
  },
  {
    name: "the first registry dies, and comes back",
    async run(world, random, publish) {
      world.proxies[0].deadAfter = random.below(80);
      const job = world.publication(0, monday);
      await publish(job);
      return settle(world, 0, publish, job);
    },
  },
  {
    name: "an optional registry is down: a warning, and any later run completes it",
    async run(world, random, publish) {
      const found: string[] = [];
      world.proxies[1].deadAfter = random.below(40);
      const { status, warnings } = await publish(world.publication(0, monday, { optional: true }));
      if (status !== 0) found.push("9: an optional registry was down, and the run is red");
      if (warnings.length === 0) found.push("9: an optional registry was down, and nobody was told");
      found.push(...(await world.check({ streams: world.digests(0), incomplete: [1] })));
      return [...found, ...(await settle(world, 0, publish, world.unrelated(later, { optional: true })))];
    },
  },
  {
    name: "a promotion over what is published, under faults, then its re-run",
    async run(world, random, publish) {
      await publish(world.publication(0, monday));
      const job = world.promotion(1, merged);
      await underFaults(world, random, publish, job);
      return settle(world, 1, publish, job);
    },
  },
  {
    name: "a promotion and an older rebuild at once",
    async run(world, random, publish) {
      await publish(world.publication(2, monday));
      disturb(world, random, random.next() * 0.15);
      const jobs = [world.publication(0, next), world.promotion(1, merged)];
      await Promise.all(jobs.map((job) => publish(job)));
      calm(world);
      for (const job of jobs) await publish(job); // both are tried again, as red runs are
      return settle(world, 1, publish);
    },
  },
  {
    name: "one unit fails its test, the others are published",
    async run(world, random, publish) {
      await publish(world.publication(0, monday));
      disturb(world, random, random.next() * 0.1);
      const failing = random.pick(world.units).name;
      const job = world.publication(1, next, { failing });
      const first = await publish(job);
      const found = first.status === 0 ? [`9: ${failing} failed, and the run is green`] : [];
      calm(world);
      await publish(job);
      const streams = new Map([...world.digests(1), [failing, world.digests(0).get(failing)]]);
      return [...found, ...(await world.check({ streams }))];
    },
  },
];
