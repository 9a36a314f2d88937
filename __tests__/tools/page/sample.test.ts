import { expect, test } from "@jest/globals";
import * as v from "valibot";
import { changesBetween } from "../../../src/core/status/changes-since.ts";
import { shownSpans } from "../../../src/core/status/shown-at.ts";
import { statusSchema } from "../../../src/core/status/status.ts";
import { sampleStatus } from "../../../tools/page/sample.ts";

const size = { units: 16, weeks: 12, seed: 5 };

test.each([false, true])("a sample is a valid status, and the same each time, hostile: %s", (hostile) => {
  const status = sampleStatus({ ...size, hostile });
  expect(v.parse(statusSchema, status)).toEqual(status);
  expect(sampleStatus({ ...size, hostile })).toEqual(status);
  expect(sampleStatus({ ...size, hostile, seed: 6 })).not.toEqual(status);
});

test("what its streams show follows from their publications and holds", () => {
  const status = sampleStatus({ units: 40, weeks: 30, seed: 5 });
  const read = Date.parse(status.generated);
  expect(status.units.filter((unit) => shownSpans(unit, read).differsNow).map(({ unit }) => unit)).toEqual([]);
});

test("its package changes join", () => {
  for (const unit of sampleStatus(size).units) {
    const [newest, oldest] = [unit.publications[0], unit.publications.at(-1)];
    if (!newest || !oldest) continue;
    const result = changesBetween(unit, oldest.timestamp, newest.timestamp);
    expect(result?.notCompared).toEqual([]);
    expect(result?.changes.filter(({ unclear }) => unclear)).toEqual([]);
  }
});

test("a hostile one names the same units and repositories everywhere", () => {
  const { units } = sampleStatus({ ...size, hostile: true });
  const names = new Set(units.map(({ unit }) => unit));
  for (const { unit, follows, followers, tags, repositories } of units) {
    expect([...(follows ? [follows.unit] : []), ...followers].filter((one) => !names.has(one))).toEqual([]);
    expect(tags.flatMap(({ shows }) => Object.keys(shows)).filter((one) => !repositories.includes(one))).toEqual([]);
    expect(unit).not.toMatch(/^[\w.-]+:[\w.-]+$/);
  }
});
