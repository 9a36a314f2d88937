import { afterAll, expect, test } from "@jest/globals";
import { run } from "../../../src/commands/run.ts";
import { planTable } from "../../../src/render/tables/plan-table.ts";
import { removeFolders } from "../../support/git.ts";
import { leftTrees, release, sourcedRun } from "../../support/sources.ts";

afterAll(removeFolders);

const weekly = { name: "schedule" };

test("a weekly run builds the newest releases and branches while main has moved on", async () => {
  const made = sourcedRun();
  const old = release(made, "v1.4.2");
  release(made, "v1.4.10-rc.1");
  const newest = release(made, "v2.0.0");
  made.repository.git("checkout", "--quiet", "-b", "3.22-stable");
  const stable = made.repository.commit({ "app/version": "3.22\n" });
  made.repository.git("checkout", "--quiet", "main");
  const main = made.repository.commit({ "app/version": "moved on\n" });
  made.repository.git("push", "--quiet", "origin", "main", "3.22-stable");
  const { status, shown } = await made.command(run, weekly);
  expect(status).toBe(0);
  expect(Object.fromEntries(made.received)).toEqual({
    edge: { revision: main, context: "moved on" },
    release: { revision: newest, context: "v2.0.0" },
    lts: { revision: old, context: "v1.4.2" },
    "3.22": { revision: stable, context: "3.22" },
  });
  const plan = await made.plan(shown);
  expect(plan.units.map(({ name, source }) => [name, source])).toEqual([
    ["app:edge", undefined],
    ["app:release", { ref: "refs/tags/v2.0.0", commit: newest, version: "2.0.0" }],
    ["app:lts", { ref: "refs/tags/v1.4.2", commit: old, version: "1.4.2" }],
    ["app:3.22", { ref: "refs/heads/3.22-stable", commit: stable }],
  ]);
  expect(plan.commit).toBe(main);
  expect(plan.absent).toBeUndefined();
  const rows = planTable(plan).slice(2, 7);
  expect(rows.map((row) => row.trim().split(/ {2,}/).slice(0, 3))).toEqual([
    ["unit", "source", "decision"],
    ["app:edge", `main@${main.slice(0, 7)}`, "build"],
    ["app:release", `v2.0.0@${newest.slice(0, 7)}`, "build"],
    ["app:lts", `v1.4.2@${old.slice(0, 7)}`, "build"],
    ["app:3.22", `3.22-stable@${stable.slice(0, 7)}`, "build"],
  ]);
  expect(leftTrees(made)).toEqual([]);
});
