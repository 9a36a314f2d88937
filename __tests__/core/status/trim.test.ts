import { expect, test } from "@jest/globals";
import type { Status } from "../../../src/core/status/status.ts";
import { countPackages, trimPackages } from "../../../src/core/status/trim.ts";
import { sampleStatus } from "../../../tools/page/sample.ts";

const status = sampleStatus({ units: 6, weeks: 8, seed: 2 });

/** The timestamps of the publications with package changes, oldest first. */
function withPackages({ units }: Status): string[] {
  return units.flatMap(({ publications }) => publications.flatMap((one) => (one.packages ? [one.timestamp] : []))).toSorted();
}

function withoutAnyPackages({ units }: Status): object[] {
  return units.map((unit) => ({ ...unit, publications: unit.publications.map(({ packages: _, ...one }) => one) }));
}

test("with room for all, all stay", () => {
  expect(trimPackages(status, countPackages(status))).toEqual({ status });
});

test.each([0, 1, 5, 20, 30])("the newest %i keep their changes, but those of one minute stay or go together", (most) => {
  const all = withPackages(status);
  const { status: trimmed, until } = trimPackages(status, most);
  const left = withPackages(trimmed);
  const boundary = all[all.length - most - 1] ?? "";
  expect(left).toEqual(all.filter((timestamp) => timestamp > boundary));
  expect(left.length).toBeLessThanOrEqual(most);
  expect(until?.replaceAll(/[-:]/g, "").slice(0, 13)).toBe(boundary.replace("-", "T"));
});

test("everything else stays, and the status itself does not change", () => {
  const before = structuredClone(status);
  const { status: trimmed } = trimPackages(status, 3);
  expect(withoutAnyPackages(trimmed)).toEqual(withoutAnyPackages(before));
  expect(status).toEqual(before);
});

test("what has no readable timestamp goes first, and a whole day counts as its end", () => {
  const packages = { changed: 0, changes: [] };
  const [unit] = sampleStatus({ units: 1, weeks: 1, seed: 1 }).units;
  const [publication] = unit?.publications ?? [];
  if (!unit || !publication) throw new Error("the sample has no publication");
  const publications = ["20261123", "20261123-2359", "odd"].map((timestamp) => ({ ...publication, timestamp, packages }));
  const { status: trimmed, until } = trimPackages({ ...status, units: [{ ...unit, publications }] }, 1);
  expect(withPackages(trimmed)).toEqual(["20261123"]);
  expect(until).toBe("2026-11-23T23:59:00Z");
});
