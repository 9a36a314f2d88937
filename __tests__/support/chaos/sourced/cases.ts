import type { CaseResult } from "../cases.ts";
import { createRandom, type Random } from "../random.ts";
import { atBegin, begin, changedOnly, die, disturb, settleSources, weekly } from "./steps.ts";
import { type SourcedWorld, sourcedWorld } from "./world.ts";
import type { Shape } from "./world-files.ts";

/** One case on streams with sources; it returns what it found wrong beside what the world's check will. */
export interface SourcedScenario {
  name: string;
  shape: Shape;
  run(world: SourcedWorld, random: Random): Promise<string[]>;
}

/** Cases with several sources, aliases that publications give, git tags, and candidates elsewhere. */
export const sourcedScenarios: readonly SourcedScenario[] = [
  {
    name: "several sources under faults, then a weekly run",
    shape: { versions: true },
    async run(world, random) {
      await begin(world);
      world.land("main", "p3 new");
      world.land("1.3-stable", "p1 fixed");
      disturb(world, random, 0.05 + random.next() * 0.3);
      for (const event of [world.pushTo("main"), weekly, world.pushTo("1.3-stable")].filter(() => random.chance(0.7))) {
        await world.run(event);
        world.minutes(random.below(3));
      }
      return settleSources(world, { ...atBegin, edge: "p3 new", lts: "p1 fixed" });
    },
  },
  {
    name: "several sources, a registry that dies in the middle, then what changed",
    shape: { aliases: true },
    async run(world, random) {
      await begin(world);
      world.land("main", "p3 new");
      world.land("1.3-stable", "p2 fixed");
      die(world, random);
      await world.run(weekly);
      return settleSources(world, { ...atBegin, edge: "p3 new", lts: "p2 fixed" }, () => world.run(changedOnly));
    },
  },
  {
    name: "aliases under faults, a registry that dies, another commit",
    shape: { aliases: true },
    async run(world, random) {
      await begin(world);
      for (const words of ["p3 a", "p2 b", "p3 c"]) {
        world.land("main", words);
        if (random.chance(0.5)) disturb(world, random, random.next() * 0.25);
        if (random.chance(0.5)) die(world, random);
        await world.run(world.pushTo("main"));
        world.reset();
        world.minutes(random.pick([0, 1, 60 * 24]));
      }
      world.landElsewhere();
      return settleSources(world, { ...atBegin, edge: "p3 c" }, () => world.run(world.pushTo("main")));
    },
  },
  {
    name: "a release under faults, then its re-run",
    shape: { versions: true, aliases: true },
    async run(world, random) {
      await begin(world);
      const isNew = random.chance(0.5);
      if (isNew) world.land("main", "p3 released");
      const words = random.chance(0.5) ? "p3 hotfix" : undefined;
      world.tag("1.4.2", words === undefined ? "main" : world.land("1.3-stable", words));
      const release = world.pushOf("1.4.2");
      disturb(world, random, 0.05 + random.next() * 0.3);
      await world.run(release, "77");
      await world.quiet();
      world.reset();
      world.minutes(30);
      const again = await world.run({ ...release, runAttempt: 2 }, "77");
      const found = again.status === 0 ? [] : [`6: the re-run is red: ${again.captured}`];
      const wanted = { release: words ?? (isNew ? "p3 released" : "p2 unreleased") };
      return [...found, ...(await world.check(wanted, true)), ...(await settleSources(world, wanted, undefined, true))];
    },
  },
  {
    name: "two releases at once: the higher one wins",
    shape: { versions: true, aliases: true },
    async run(world, random) {
      await begin(world);
      world.tag("1.4.2", world.land("1.3-stable", "p2 patched"));
      const lower = world.pushOf("1.4.2");
      const clock = world.now;
      const both = [() => world.run(lower)];
      const higher = async (): Promise<unknown> => {
        world.tag("1.5.0", world.land("main", "p4 next"));
        world.now = new Date(clock.getTime() + random.pick([-30, -1, 0, 1, 30]) * 60_000);
        const ended = await world.run(world.pushOf("1.5.0"));
        world.now = clock;
        return ended;
      };
      if (random.chance(0.5)) world.during = higher;
      else both.push(higher as () => ReturnType<typeof world.run>);
      if (random.chance(0.5)) disturb(world, random, random.next() * 0.15);
      await Promise.all(random.chance(0.5) ? both.map((run) => run()) : both.toReversed().map((run) => run()));
      world.during = undefined;
      world.reset();
      world.minutes(60);
      for (const version of ["1.4.2", "1.5.0"]) await world.run(world.pushOf(version)); // both are tried again, as red runs are
      return settleSources(world, { release: "p4 next" }, undefined, true);
    },
  },
  {
    name: "an older release last, while listings lag",
    shape: { versions: true },
    async run(world, random) {
      await begin(world);
      world.tag("1.5.0", world.land("main", "p4 next"));
      await world.run(world.pushOf("1.5.0"));
      const stamp = /-\d{8}-(\d{4})/;
      const newest =
        [...(await world.tags()).keys()]
          .filter((tag) => tag.startsWith("release-"))
          .sort()
          .at(-1) ?? "";
      const lagging = random.pick([[0], [1], [0, 1]]);
      for (const index of lagging) {
        const proxy = world.proxies[index];
        if (proxy) proxy.hidden = (tag) => stamp.exec(tag)?.[1] === stamp.exec(newest)?.[1];
      }
      world.tag("1.4.2", world.land("1.3-stable", "p2 patched"));
      world.minutes(random.pick([0, 1, 60]));
      await world.run(world.pushOf("1.4.2"));
      const found = await world.check({ release: "p4 next" });
      return [...found, ...(await settleSources(world, { release: "p4 next" }, undefined, true))];
    },
  },
  {
    name: "a git tag that moves, or goes, between plan and publish",
    shape: { versions: true },
    async run(world, random) {
      await begin(world);
      world.tag("1.4.2", world.land("main", "p3 released"));
      const moves = random.chance(0.5);
      world.during = async () => {
        if (moves) world.tag("1.4.2", world.land("main", "p3 again"));
        else world.deleteTag("1.4.2");
      };
      disturb(world, random, random.next() * 0.15);
      await world.run(random.chance(0.5) ? world.pushOf("1.4.2") : weekly);
      world.during = undefined;
      await world.quiet();
      world.reset();
      world.minutes(60);
      if (moves) return settleSources(world, { edge: "p3 again", release: "p3 again" });
      // What was published shows which version it is: then a weekly run leaves it there, and is red.
      const isPublished = [...(await world.tags()).keys()].filter((tag) => /^release-\d{8}-\d{4}$/.test(tag)).length > 1;
      const before = (await world.tags()).get("release");
      const ended = await world.run(weekly);
      const after = (await world.tags()).get("release");
      const found = [
        ...(isPublished && ended.status === 0 ? ["11: a deleted version is published, and the run is green"] : []),
        ...(isPublished && before !== undefined && before !== after
          ? ["11: a weekly run moved the stream of a deleted version"]
          : []),
      ];
      world.tag("1.4.3");
      return [...found, ...(await settleSources(world, { release: "p3 released" }))];
    },
  },
  {
    name: "candidates elsewhere, whose registry fails; two proposals, one merged",
    shape: { elsewhere: true, aliases: true },
    async run(world, random) {
      await begin(world);
      const branch = random.pick(["main", "1.3-stable"] as const);
      const proposals = [world.propose(8, branch, "p5 other"), world.propose(7, branch, "p4 merged")];
      for (const event of proposals) {
        const [, , elsewhere] = world.proxies;
        if (elsewhere && random.chance(0.5)) elsewhere.deadAfter = random.below(30);
        if (random.chance(0.5)) disturb(world, random, random.next() * 0.2);
        await world.run(event);
        await world.quiet();
        world.reset();
        world.minutes(1);
      }
      const merge = world.merge(7, branch, "p4 merged");
      const [, , elsewhere] = world.proxies;
      if (elsewhere && random.chance(0.5)) elsewhere.deadAfter = random.below(30);
      disturb(world, random, random.next() * 0.2);
      await world.run(merge);
      const stream = branch === "main" ? "edge" : "lts";
      return settleSources(world, { ...atBegin, [stream]: "p4 merged" }, () => world.run(world.pushTo(branch)));
    },
  },
  {
    name: "two commits of one branch at once, with their aliases",
    shape: { aliases: true },
    async run(world, random) {
      await begin(world);
      world.land("main", "p3 first");
      const first = world.pushTo("main");
      world.during = async () => {
        world.land("main", "p2 second");
        if (random.chance(0.5)) world.minutes(1);
        await world.run(world.pushTo("main"));
      };
      if (random.chance(0.5)) disturb(world, random, random.next() * 0.15);
      await world.run(first);
      world.during = undefined;
      return settleSources(world, { ...atBegin, edge: "p2 second" });
    },
  },
];

/** The n-th seed of a scenario. */
export function sourcedSeedOf(name: string, count: number): number {
  const index = sourcedScenarios.findIndex((scenario) => scenario.name === name);
  if (index === -1) throw new TypeError(`there is no scenario "${name}"`);
  return sourcedScenarios.length * (100 + count) + index;
}

/** The case of a seed: which scenario, and everything in it that is left to chance. */
export async function runSourcedCase(
  seed: number,
  hosts: readonly [string, string],
): Promise<CaseResult & { disturbed: number }> {
  const scenario = sourcedScenarios[seed % sourcedScenarios.length];
  if (!scenario) throw new TypeError("no scenario");
  const world = await sourcedWorld(hosts, seed, scenario.shape);
  const found: string[] = [];
  try {
    found.push(...(await scenario.run(world, createRandom(seed))));
  } catch (error) {
    found.push(`it threw: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  } finally {
    await world.close();
  }
  return { name: scenario.name, seed, faults: found, disturbed: world.disturbed };
}
