import { duringRun } from "./mid-run.ts";
import { broken, countHolds, heldThenLifted, orderOf, selections, weekly } from "./rollback-steps.ts";
import { calm, disturb, later, monday, next, type Scenario } from "./scenario.ts";

/** Holds that begin, last and end while publications run. */
export const holdScenarios: readonly Scenario[] = [
  {
    name: "a hold is opened in the middle of a publication",
    holds: true,
    async run(world, random, publish) {
      world.askGitHub();
      await publish(world.publication(0, monday));
      calm(world);
      const units = world.units.map(({ name }) => name).filter(() => random.chance(0.6));
      const digests = new Map([...world.digests(0)].filter(([name]) => units.includes(name)));
      let opened = 0;
      const midRun = duringRun(world, 1 + random.below(44), () => {
        opened = world.github.open({ units: units.length > 0 ? units : ["nothing:at-all"], digests });
      });
      const { status, problems } = await publish(world.publication(1, next));
      const found = status === 0 ? [] : [`9: nothing went wrong, and the run is red: ${JSON.stringify(problems)}`];
      const reported = await world.check({ streams: world.digests(1), units: midRun.knowing() });
      found.push(...reported.map((fault) => `${fault} (right after a run that knew of #${opened})`));
      return [...found, ...(await heldThenLifted(world, { streams: world.digests(1) }, publish))];
    },
  },
  {
    name: "a hold is closed in the middle of a publication",
    holds: true,
    async run(world, random, publish) {
      await broken(world, publish);
      const only = random.pick(selections);
      const order = orderOf(world, 1, "20261123-0900", only);
      await publish(order);
      calm(world);
      const midRun = duringRun(world, 1 + random.below(40), () => world.github.lift());
      await publish(world.publication(2, weekly));
      const expected = { streams: world.digests(2) };
      const reported = await world.check({ ...expected, units: midRun.knowing() });
      return [
        ...reported.map((fault) => `${fault} (right after a run that knew that it was lifted)`),
        ...(await heldThenLifted(world, expected, publish)),
      ];
    },
  },
  {
    name: "the weekly publication during a hold, then a push, then it is lifted",
    holds: true,
    async run(world, random, publish) {
      await broken(world, publish);
      await publish(orderOf(world, 1, "20261123-0900", random.pick(selections)));
      calm(world);
      const job = world.publication(2, weekly);
      disturb(world, random, 0.05 + random.next() * 0.2);
      await publish(job);
      calm(world);
      const { status, problems } = await publish(job);
      const found = status === 0 ? [] : [`6: the re-run is red: ${JSON.stringify(problems)}`];
      const expected = { streams: world.digests(2) };
      return [...found, ...(await world.check(expected)), ...(await heldThenLifted(world, expected, publish))];
    },
  },
  {
    name: "holds are lifted by `resume` under faults, while the list of issues lags behind",
    holds: true,
    async run(world, random, publish) {
      await broken(world, publish);
      await publish(orderOf(world, 1, "20261123-0900", random.pick(selections)));
      await publish(world.publication(2, weekly));
      calm(world);
      const resume = world.order("resume", { at: later, only: ["*"], run: "9002" });
      if (random.chance(0.6)) disturb(world, random, 0.05 + random.next() * 0.2);
      world.github.lag(2 + random.below(8));
      const { status } = await publish(resume);
      const expected = { streams: world.digests(2) };
      const found = status === 0 ? [...countHolds(world, 0), ...(await world.check(expected))] : [];
      return [...found, ...(await heldThenLifted(world, expected, publish))];
    },
  },
  {
    name: "a hold is placed by hand under faults, then the weekly publication",
    holds: true,
    async run(world, random, publish) {
      await broken(world, publish);
      await world.remember();
      const order = world.order("hold", { at: "20261123-0900", only: random.pick(selections), run: "9001" });
      disturb(world, random, 0.05 + random.next() * 0.2);
      const { status } = await publish(order);
      calm(world);
      const found = status === 0 ? countHolds(world, 1) : [];
      const publication = world.publication(2, weekly);
      await publish(publication);
      const expected = { streams: world.digests(2) };
      return [...found, ...(await world.check(expected)), ...(await heldThenLifted(world, expected, publish))];
    },
  },
];
