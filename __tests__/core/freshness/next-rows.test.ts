import { describe, expect, test } from "@jest/globals";
import type { FreshnessRow } from "../../../src/core/freshness/freshness-data.ts";
import { type Look, newsOf, nextRows } from "../../../src/core/freshness/next-rows.ts";
import type { Tries } from "../../../src/core/freshness/tries.ts";

const day = 86_400_000;
const now = new Date("2026-11-26T06:00:00Z");
const old = "2026-11-10T03:17:00Z";
const young = "2026-11-25T03:17:00Z";
const tries: Tries = { since: "2026-11-11T03:17:00Z", last: "2026-11-13T03:17:00Z", count: 3 };
const unit = (name: string, published?: string, unknown?: string) => ({
  name,
  required: true,
  ...(published === undefined ? {} : { published }),
  ...(unknown === undefined ? {} : { unknown }),
});
const look: Look = { units: [], isWhole: true, limit: 10 * day, every: 7 * day, now };
const same = (_: string, before: Tries | undefined) => before;
const rows = (entries: Record<string, FreshnessRow>) => new Map(Object.entries(entries));
const next = (remembered: Record<string, FreshnessRow>, more: Partial<Look>, triesOf = same) =>
  Object.fromEntries(nextRows(rows(remembered), { ...look, ...more }, triesOf));

describe("the rows of the issue", () => {
  test("are the stale units", () => {
    expect(next({}, { units: [unit("a", old), unit("b", young), unit("c")] })).toEqual({ a: { published: old } });
  });

  test("are also those whose rebuild fails, with `every` alone", () => {
    const units = [unit("a", young), unit("new")];
    expect(next({}, { units }, () => tries)).toEqual({ a: { published: young, tries }, new: { tries } });
    const { every: _, ...without } = look;
    expect(Object.fromEntries(nextRows(new Map(), { ...without, units }, () => tries))).toEqual({});
  });

  test("lose the tries of a unit that was published since", () => {
    expect(next({ a: { published: old, tries } }, { units: [unit("a", young)] })).toEqual({});
    expect(next({ a: { published: old, tries } }, { units: [unit("a", old)] })).toEqual({ a: { published: old, tries } });
  });

  test("keep the tries of the day that a day's tag names: nobody knows which came first", () => {
    const published = "2026-11-14T00:00:00Z";
    const a = { ...unit("a", published), publishedFrom: "2026-11-13T00:00:00Z" };
    expect(next({ a: { published, tries } }, { units: [a], limit: 90 * day })).toEqual({
      a: { published: a.published, tries },
    });
    const later = { ...unit("a", "2026-11-15T00:00:00Z"), publishedFrom: "2026-11-14T00:00:00Z" };
    expect(next({ a: { tries } }, { units: [later], limit: 90 * day })).toEqual({});
  });

  test("lose the tries of a unit whose failed publication another run completed: its timestamp is of the failed run's plan", () => {
    const completed = "2026-11-13T03:10:00Z";
    expect(next({ a: { published: old, tries } }, { units: [unit("a", completed)] })).not.toHaveProperty("a.tries");
    expect(next({ a: { tries } }, { units: [unit("a", completed)] })).not.toHaveProperty("a.tries"); // its first one
  });

  test("keep what they had of a unit that no registry answered for", () => {
    const a = { published: old, tries, cause: "failed" };
    expect(next({ a }, { units: [unit("a", undefined, "no answer")] })).toEqual({ a });
  });

  test("of other units stay, where the run has only some", () => {
    const other = { published: old, cause: "not-come" };
    expect(next({ b: other }, { units: [unit("a", young)], isWhole: false })).toEqual({ b: other });
  });

  test("that `check` found stay, for a run that looks at no ages", () => {
    const { limit: _, ...without } = { ...look, units: [unit("a", old), unit("b", young)] };
    const before = rows({ a: { published: old, cause: "not-come" }, b: { published: old, cause: "not-come" } });
    expect(Object.fromEntries(nextRows(before, without, same))).toEqual({ a: { published: old, cause: "not-come" } });
  });

  test("of units that the configuration lost go, but not those of another configuration", () => {
    const elsewhere = { published: old, config: "ci/images.yml" };
    expect(next({ gone: { published: old }, b: elsewhere }, { units: [unit("a", young)] })).toEqual({ b: elsewhere });
  });

  test("tell of units that joined, and of other causes", () => {
    const before = rows({ a: { cause: "failed" }, b: { cause: "failed" }, gone: { cause: "red" } });
    const after = rows({ a: { cause: "failed" }, b: { cause: "disabled-inactivity" }, c: { cause: "red" } });
    expect(newsOf(before, after)).toEqual({ joined: ["c"], changed: ["b"] });
  });
});
