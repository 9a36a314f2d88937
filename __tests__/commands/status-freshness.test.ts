import { afterAll, describe, expect, test } from "@jest/globals";
import { printFreshness } from "../../src/core/freshness/freshness-data.ts";
import { checkFreshness } from "../../src/steps/freshness/check.ts";
import { followedProject, place } from "../support/followed-project.ts";
import { removeFolders } from "../support/git.ts";
import { jsonOf, statusOf } from "../support/status-of.ts";
import { keptIssue } from "../support/verdicts.ts";

afterAll(removeFolders);

const images = `  squid: { context: squid }
  xcache: { context: xcache }
  origin: { context: origin }`;

async function project() {
  const made = followedProject("soak: 7d", { images, top: "rebuild: { every: 1w, stale: 10d }" });
  await made.at("2026-11-02 06:17", { only: ["squid:fresh", "xcache:fresh"] });
  await made.at("2026-11-10 07:23", { only: ["squid:stable"] });
  return made;
}

interface Checked {
  limit: number;
  units: { unit: string; state: string; published?: string; unknown?: string }[];
}

describe("ages", () => {
  test("are those of check: stale, unknown, never published and fresh ones", async () => {
    const made = await project();
    made.made.registry.refuse = ({ repository }) => (repository === `${place}/xcache` ? "it is down" : undefined);
    const end = await statusOf(made, "2026-11-14 10:00");
    const { json } = await jsonOf(made, "2026-11-14 10:00", checkFreshness);
    const { limit, units } = json as Checked;
    expect(end.document.limit).toBe(limit);
    const own = end.document.units.map(({ unit, freshness: { causes: _, ...rest } }) => ({ unit, ...rest }));
    const told = units.map(({ unit, state, published, unknown }) => ({
      ...{ unit, state },
      ...(published === undefined ? {} : { published }),
      ...(unknown === undefined ? {} : { unknown }),
    }));
    const byName = (a: { unit: string }, b: { unit: string }) => (a.unit < b.unit ? -1 : 1);
    expect(own.sort(byName)).toEqual(told.sort(byName));
    expect(new Set(own.map(({ state }) => state))).toEqual(new Set(["stale", "unknown", "never", "fresh"]));
    expect(end.status).toBe(1);
  });

  test("a stale image makes the run not red, has its causes, and no issue is written", async () => {
    const made = await project();
    const row = {
      published: "2026-11-02T06:17:00Z",
      tries: {
        since: "2026-11-09T06:17:00Z",
        last: "2026-11-10T06:17:00Z",
        count: 2,
        code: "test-failed",
        problem: "it <i>fails</i>",
      },
    };
    const body = printFreshness(new Map([["squid:fresh", row]]));
    made.made.freshness.push(keptIssue(7, "1 image is not fresh", body));
    const end = await statusOf(made, "2026-11-20 10:00", { only: ["squid:*"] });
    expect(end.status).toBe(0);
    const { failing, freshness } = end.unit("squid:fresh");
    expect(failing).toEqual(row.tries);
    expect(freshness.causes).toEqual([
      { text: expect.stringContaining("its rebuild fails since 9 Nov (2 tries"), remedy: "mend it, then" },
    ]);
    expect(end.unit("squid:stable")).not.toHaveProperty("failing");
    expect(made.made.freshness.map((issue) => [issue.number, issue.body])).toEqual([[7, body]]);
    expect(made.made.comments).toEqual([]);
  });
});
