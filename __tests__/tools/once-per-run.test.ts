import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "@jest/globals";
import { oncePerRun } from "../support/once-per-run.ts";

const name = `once-per-run-${process.pid}`;
const later = () => new Promise((resolve) => setTimeout(resolve, 100));

test("the first one does the work; others, at once or later, get what it made", async () => {
  let done = 0;
  const work = async () => {
    await later();
    return { done: ++done };
  };
  const all = await Promise.all(Array.from({ length: 4 }, () => oncePerRun(name, work)));
  expect([...all, await oncePerRun(name, work)]).toEqual(Array(5).fill({ done: 1 }));
});

test("where the work fails, the next one does it", async () => {
  let tries = 0;
  const work = async () => {
    await later();
    if (++tries === 1) throw new Error("the engine is away");
    return tries;
  };
  const all = await Promise.allSettled([oncePerRun(`${name}-fails`, work), oncePerRun(`${name}-fails`, work)]);
  expect(all).toEqual([
    { status: "rejected", reason: new Error("the engine is away") },
    { status: "fulfilled", value: 2 },
  ]);
});

test("Jest replaces a worker that has grown: where it ended at the work, the next one does it", async () => {
  const { pid } = spawnSync(process.execPath, ["--version"]);
  const turn = path.join(process.env["TAGSTREAM_TEST_SHARED"] ?? "", `${name}-ended.turn`);
  mkdirSync(turn);
  writeFileSync(path.join(turn, "process"), String(pid));
  let done = 0;
  const work = async () => {
    await later();
    return ++done;
  };
  expect(await Promise.all([oncePerRun(`${name}-ended`, work), oncePerRun(`${name}-ended`, work)])).toEqual([1, 1]);
});
