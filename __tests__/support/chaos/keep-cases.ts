import { calm, disturb, later, monday, next, type Scenario, settle } from "./scenario.ts";

/** Rebuilds that equal what is published, which gets one more timestamp and goes before no other image. */
export const keepScenarios: readonly Scenario[] = [
  {
    name: "a rebuild is kept under faults, then a re-run",
    async run(world, random, publish) {
      await publish(world.publication(0, monday));
      const job = world.kept(0, next);
      disturb(world, random, 0.05 + random.next() * 0.3);
      await publish(job);
      return settle(world, 0, publish, job);
    },
  },
  {
    name: "another run publishes between plan and publish of a rebuild that is kept: its image stays",
    async run(world, random, publish) {
      await publish(world.publication(0, monday));
      const job = world.kept(0, random.pick([later, "20261123-0616"])); // planned after the other one, or before
      await publish(world.publication(1, next, { over: 0 }));
      disturb(world, random, random.next() * 0.2);
      await publish(job);
      calm(world);
      await publish(job);
      return settle(world, 1, publish);
    },
  },
  {
    name: "an older run comes after a rebuild that was kept: what was kept stays",
    async run(world, random, publish) {
      await publish(world.publication(0, monday));
      await publish(world.kept(0, later));
      disturb(world, random, random.next() * 0.2);
      await publish(world.publication(1, next, { over: 0 }));
      return settle(world, 0, publish, world.unrelated("20261125-0000"));
    },
  },
  {
    name: "a rebuild is kept while an optional registry is down: any later run completes it",
    async run(world, random, publish) {
      await publish(world.publication(0, monday, { optional: true }));
      calm(world);
      world.proxies[1].deadAfter = random.below(6);
      const { status } = await publish(world.kept(0, next, { optional: true }));
      const found = status === 0 ? [] : ["9: an optional registry was down, and the run is red"];
      return [...found, ...(await settle(world, 0, publish, world.unrelated(later, { optional: true })))];
    },
  },
  {
    name: "a rebuild that is kept and a newer build at once",
    async run(world, random, publish) {
      await publish(world.publication(0, monday));
      disturb(world, random, random.next() * 0.15);
      const jobs = [world.kept(0, next), world.publication(1, later, { over: 0 })];
      await Promise.all(jobs.map((job) => publish(job)));
      calm(world);
      for (const job of jobs) await publish(job); // both are tried again, as red runs are
      return settle(world, 1, publish, world.unrelated("20261125-0000"));
    },
  },
];
