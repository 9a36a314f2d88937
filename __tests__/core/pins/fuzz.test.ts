import { expect, test } from "@jest/globals";
import { findPins } from "../../../src/core/pins/find.ts";
import { mentionsIn } from "../../../src/core/pins/mentions.ts";
import type { FoundPin, WantedPin } from "../../../src/core/pins/pin.ts";
import { writePins } from "../../../src/core/pins/write.ts";
import { createRandom } from "../../support/chaos/random.ts";
import { fuzzSeeds } from "../../support/fuzz.ts";
import { changeFault } from "../../support/pins/change-checker.ts";
import { corpus } from "../../support/pins/corpus.ts";
import { mutated } from "../../support/pins/mutations.ts";
import { pinnedUnits } from "../../support/pins/pinned-units.ts";
import { makeDigest } from "../../support/units.ts";

const files = corpus().map(({ before }) => before);

test("whatever happens to a file, pins change nothing else in it, and never make it throw", () => {
  const tally = { written: 0, nothing: 0, unread: 0, refused: 0 };
  const seeds = fuzzSeeds({ few: 10_000, all: 10_000 });
  for (const seed of seeds) {
    const random = createRandom(seed);
    const text = mutated(random.pick(files), random, random.pick(files));
    try {
      tally[outcome(text)]++;
    } catch (error) {
      throw new Error(`seed ${seed}: ${error instanceof Error ? error.stack : error}\n${JSON.stringify(text)}`);
    }
  }
  // It has seen these three: otherwise it shows nothing.
  const { refused, ...usual } = tally;
  expect(Math.min(...Object.values(usual))).toBeGreaterThan(seeds.length / 50);
  expect(refused).toBeLessThan(seeds.length / 1000);
});

function outcome(text: string): "written" | "nothing" | "unread" | "refused" {
  mentionsIn(text, pinnedUnits);
  const { found, unread } = findPins(text, pinnedUnits);
  if (unread !== undefined) return "unread";
  if (found.length === 0) return "nothing";
  const orders = found.map((pin) => ({ pin, wanted: anyWanted(pin) }));
  const written = writePins(text, orders);
  if ("refused" in written) return "refused";
  const fault = changeFault(text, written.text, orders);
  if (fault !== undefined) throw new Error(fault);
  if (text.length % 4 > 0) return "written"; // as many as there is time for
  const again = findPins(written.text, pinnedUnits).found.map((pin) => ({ pin, wanted: anyWanted(pin) }));
  expect(writePins(written.text, again)).toEqual({ text: written.text, changes: [] });
  return "written";
}

function anyWanted({ follows, repository }: FoundPin): WantedPin {
  const tag = "versionTag" in follows ? follows.versionTag : `${follows.unit.split(":")[1]}-20261123-0617`;
  return { tag, digest: makeDigest(`${follows.unit} ${repository}`.slice(-32)) };
}
