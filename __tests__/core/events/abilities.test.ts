import { describe, expect, test } from "@jest/globals";
import type { Ability, EventDeclaration } from "../../../src/core/events/declaration.ts";
import { readEventOf, readManualTriggerOf } from "../../../src/core/events/event.ts";
import { events } from "../../../src/core/events/index.ts";
import type { Intent } from "../../../src/core/events/intent.ts";
import { commonTrigger } from "../../../src/core/events/trigger.ts";
import { event } from "../../support/events.ts";

const facts = event("moon_phase");

/** The table with one more event, whose reader asks for as much as it can. */
function planted(intent: Intent | "retire", change: Partial<EventDeclaration> = {}): EventDeclaration[] {
  const asked =
    intent === "retire"
      ? ({ intent, repository: "osg/images", pullRequest: 7, branch: "main", defaultBranch: "main" } as const)
      : { ...commonTrigger(facts), intent, branch: "main", defaultBranch: "main", scope: "branch" as const };
  return [...events, { name: "moon_phase", startedBy: "writers", cases: [], read: () => asked, ...change }];
}

const refused = expect.objectContaining({ problems: [expect.objectContaining({ code: "event-refused" })] });

describe("a new event", () => {
  test.each<Intent | "retire">(["rebuild", "publish", "candidate", "check", "version", "release", "local", "retire"])(
    "without abilities cannot cause anything, whatever its reader asks for: %s",
    (intent) => {
      expect(() => readEventOf(planted(intent), facts)).toThrow(refused);
      expect(() => readManualTriggerOf(planted(intent), facts, "roll back")).toThrow(refused);
    },
  );

  test("without abilities cannot roll back by a reader of its own for manual triggers, either", () => {
    const table = planted("rebuild", {
      readManual: (read) => ({
        ...commonTrigger(read),
        intent: "rebuild",
        branch: "main",
        defaultBranch: "main",
        scope: "branch" as const,
      }),
    });
    expect(() => readManualTriggerOf(table, facts, "roll back")).toThrow(refused);
  });

  test.each<[Intent | "retire", Ability[]]>([
    ["rebuild", ["build", "secrets", "publish"]],
    ["publish", ["build", "secrets", "publish"]],
    ["candidate", ["build", "secrets", "candidates"]],
    ["check", ["build"]],
    ["version", ["build", "secrets", "versions"]],
    ["release", ["build", "secrets", "publish", "versions"]],
    ["retire", ["secrets", "retire"]],
  ])("can ask for %s with exactly %j", (intent, may) => {
    expect(readEventOf(planted(intent, { may }), facts)).toMatchObject({ intent });
    for (const withheld of may) {
      const rest = may.filter((ability) => ability !== withheld);
      expect(() => readEventOf(planted(intent, { may: rest }), facts)).toThrow(`asks for ${withheld},`);
    }
  });

  test("that publishes cannot roll back, unless it is declared", () => {
    const may: Ability[] = ["build", "secrets", "publish"];
    expect(() => readManualTriggerOf(planted("rebuild", { may }), facts, "roll back")).toThrow(
      'The event "moon_phase" cannot roll back',
    );
    const table = planted("rebuild", { may: [...may, "manual"] });
    expect(readManualTriggerOf(table, facts, "roll back")).toMatchObject({ intent: "rebuild" });
  });

  test("that may roll back cannot prune, unless it is declared", () => {
    const may: Ability[] = ["build", "secrets", "publish", "manual"];
    expect(() => readManualTriggerOf(planted("rebuild", { may }), facts, "prune", "prune")).toThrow(
      'The event "moon_phase" cannot prune',
    );
    const table = planted("rebuild", { may: [...may, "prune"] });
    expect(readManualTriggerOf(table, facts, "prune", "prune")).toMatchObject({ intent: "rebuild" });
  });

  test.each<Intent>(["candidate", "check", "version", "release", "local"])(
    "cannot roll back by an intent that may not: %s",
    (intent) => {
      const may: Ability[] = ["build", "secrets", "publish", "versions", "candidates", "retire", "manual"];
      expect(() => readManualTriggerOf(planted(intent, { may }), facts, "roll back")).toThrow("cannot roll back");
    },
  );
});

describe("the table of events", () => {
  test("has each event once, with at least one case", () => {
    expect(new Set(events.map(({ name }) => name)).size).toBe(events.length);
    expect(events.filter(({ cases }) => cases.length === 0)).toEqual([]);
  });

  test("lets one event follow other runs: it has its own tests of what it refuses", () => {
    expect(events.filter(({ startedBy }) => startedBy === "another run").map(({ name }) => name)).toEqual(["workflow_run"]);
  });

  test("lets nothing that anyone can start move a stream", () => {
    const moving = events.filter(({ startedBy, may = [] }) => startedBy === "anyone" && may.some((one) => movesStreams.has(one)));
    expect(moving.map(({ name }) => name)).toEqual([]);
  });
});

const movesStreams = new Set<Ability>(["publish", "versions", "manual", "prune"]);
