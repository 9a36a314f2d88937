import { expect, test } from "@jest/globals";
import { findPins } from "../../../src/core/pins/find.ts";
import { writePins } from "../../../src/core/pins/write.ts";
import { corpus } from "../../support/pins/corpus.ts";
import { pinnedUnits, wantedOf } from "../../support/pins/pinned-units.ts";

const files = corpus();

test("the corpus has at least 200 files", () => {
  expect(files.length).toBeGreaterThanOrEqual(200);
  expect(new Set(files.map(({ before }) => before)).size).toBeGreaterThanOrEqual(200);
});

test.each(files)("$name: pins change exactly what the corpus says", ({ before, after, changes, left, unread }) => {
  const reading = findPins(before, pinnedUnits);
  if (unread !== undefined) {
    expect(reading).toEqual({ found: [], left: [], unread: expect.stringContaining(unread) });
    return;
  }
  const orders = reading.found.map((pin) => ({ pin, wanted: wantedOf(pin) }));
  const written = writePins(before, orders);
  expect({ unread: reading.unread, written }).toEqual({ unread: undefined, written: expect.objectContaining({ text: after }) });

  const scalars = reading.found.flatMap((pin) => pin.scalars.map(({ start, end }) => ({ start, end })));
  expect(scalars).toEqual(expect.arrayContaining([...changes]));
  expect(reading.left.map(({ line }) => line)).toEqual(left.map(({ line }) => line));
  for (const [index, { words }] of left.entries()) expect(reading.left[index]?.reason).toContain(words);

  const again = findPins(after, pinnedUnits);
  expect(again.found).toHaveLength(reading.found.length);
  expect(
    writePins(
      after,
      again.found.map((pin) => ({ pin, wanted: wantedOf(pin) })),
    ),
  ).toEqual({ text: after, changes: [] });
});
