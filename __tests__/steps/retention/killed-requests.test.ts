import { afterEach, describe, expect, test } from "@jest/globals";
import { fuzzSeeds } from "../../support/fuzz.ts";
import { type Kind, makeStage } from "../../support/retention/killed/stage.ts";
import { type CleanUp, cleanUp, sweep } from "../../support/retention/killed/sweep.ts";
import { makeWorld, stories } from "../../support/retention/killed/world.ts";
import { Services } from "../../support/services.ts";

const services = new Services();
afterEach(() => services.end());

/** GitHub's API costs the most: there, one seed has a run begin in each ninth state. The number is odd, since two requests remove a tag. */
const parts = 9;
const cases = [
  ...fuzzSeeds({ few: 1, all: parts }).map((seed) => ["GHCR", "distribution 2", seed] as const),
  ["Docker Hub", "distribution 3", undefined] as const,
  ["distribution 3", "distribution 2", undefined] as const,
];

test.each(cases)(
  "%s and %s: killed between any two requests, and again, a run then ends as if undisturbed (%s)",
  async (first, second, seed) => {
    const begins = (number: number): boolean => seed === undefined || number % parts === seed % parts;
    const swept = await sweep(await makeStage(services, [first, second]), makeWorld(), begins);
    expect(swept.faults).toEqual([]);
    expect(swept.changes).toBeGreaterThan(20);
    expect(swept.states).toBeGreaterThan(swept.changes);
    expect(swept.runs).toBeGreaterThan(swept.states / (seed === undefined ? 1 : parts) - 1);
  },
  300_000,
);

describe("the sweep finds", () => {
  const registryWith = (
    change: (real: Parameters<CleanUp>[1]["registry"]) => Partial<Parameters<CleanUp>[1]["registry"]>,
  ): CleanUp => {
    return (question, ports) => cleanUp(question, { ...ports, registry: { ...ports.registry, ...change(ports.registry) } });
  };
  const marks = stories.filter(({ stays }) => !stays).flatMap((one) => one.marks);

  test.each<[string, [Kind, Kind], CleanUp, string]>([
    [
      "marks that go before their publications",
      ["Docker Hub", "distribution 3"],
      registryWith((real) => ({
        removeTags: async (repository, tags, log, whyStays) => {
          await real.removeTags(repository, marks, log, async () => undefined);
          return real.removeTags(repository, tags, log, whyStays);
        },
      })),
      "is there without its mark",
    ],
    [
      "removals on a placeholder that look like images",
      ["distribution 3", "distribution 2"],
      registryWith((real) => ({
        manifest: async (repository, reference) => {
          const found = await real.manifest(repository, reference);
          return (
            found && {
              ...found,
              bytes: Buffer.from(Buffer.from(found.bytes).toString().replace("tagstream.removes", "no.removes")),
            }
          );
        },
      })),
      "still has",
    ],
  ])(
    "%s",
    async (_, kinds, work, fault) => {
      const { faults } = await sweep(await makeStage(services, kinds), makeWorld(), undefined, work);
      expect(faults.join("\n")).toContain(fault);
    },
    120_000,
  );
});
