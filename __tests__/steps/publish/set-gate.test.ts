import { describe, expect, test } from "@jest/globals";
import { SetGate, type Stage } from "../../../src/steps/publish/set-gate.ts";

/** A unit that passes these stages, and then ends. */
type Course = readonly (Stage | "fails" | "ends")[];

async function follow(gate: SetGate, unit: string, course: Course, log: string[]): Promise<void> {
  for (const stage of course) {
    if (stage === "fails" || stage === "ends")
      return gate.member(unit).leave(stage === "fails" ? "the registry is down" : undefined);
    const refusal = await gate.member(unit).pass(stage);
    log.push(`${unit} ${refusal === undefined ? stage : "stops"}`);
    if (refusal !== undefined) return gate.member(unit).leave(refusal);
  }
}

async function run(courses: Readonly<Record<string, Course>>): Promise<string[]> {
  const gate = new SetGate(Object.keys(courses));
  const log: string[] = [];
  await Promise.all(Object.entries(courses).map(([unit, course]) => follow(gate, unit, course, log)));
  return log;
}

describe("a set", () => {
  test("writes all timestamp tags before any stream moves", async () => {
    const whole: Course = ["timestamps", "streams", "ends"];
    const log = await run({ base: whole, squid: whole, xcache: whole });
    expect(log.map((line) => line.split(" ")[1])).toEqual([...Array(3).fill("timestamps"), ...Array(3).fill("streams")]);
  });

  test("does not wait for a unit that has nothing left to do", async () => {
    const log = await run({ base: ["ends"], squid: ["timestamps", "ends"], xcache: ["timestamps", "streams", "ends"] });
    expect(log.toSorted()).toEqual(["squid timestamps", "xcache streams", "xcache timestamps"]);
  });

  test("stops as a whole if one unit fails before its timestamp tag", async () => {
    const log = await run({ base: ["timestamps", "ends"], squid: ["fails"], xcache: ["timestamps", "ends"] });
    expect(log.toSorted()).toEqual(["base stops", "xcache stops"]);
  });

  test("moves no stream if one unit fails after the timestamp tags", async () => {
    const log = await run({ base: ["timestamps", "streams", "ends"], squid: ["timestamps", "fails"] });
    expect(log.toSorted()).toEqual(["base stops", "base timestamps", "squid timestamps"]);
  });

  test("lets a unit that publishes nothing mend its own stream", async () => {
    const gate = new SetGate(["base", "squid"]);
    gate.member("squid").leave("withheld");
    expect(await gate.member("squid").pass("streams")).toBeUndefined();
    expect(await gate.member("base").pass("timestamps")).toContain("withheld");
  });

  test("names the unit, and the reason", async () => {
    const gate = new SetGate(["base", "squid"]);
    gate.member("squid").leave("the registry is down");
    expect(await gate.member("base").pass("timestamps")).toBe(
      "it moves together with squid, which is not published: the registry is down",
    );
  });
});
