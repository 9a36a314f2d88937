import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { history } from "../../src/commands/history.ts";
import type { FollowedProject } from "../support/followed-project.ts";
import { removeFolders } from "../support/git.ts";
import { jsonOf, type StatusEnd, statusOf } from "../support/status-of.ts";
import { lookedAt, statusStory } from "../support/status-story.ts";

afterAll(removeFolders);

interface HistoryUnit {
  unit: string;
  agrees: boolean;
  tags: object[];
  publications: { timestamp: string; digest: string; origin: { kind: string } }[];
  more: number;
  holds: object[];
  unknown: string[];
}

describe("the status of a story", () => {
  let project: FollowedProject;
  let end: StatusEnd;
  let told: { status: unknown; units: HistoryUnit[]; notes: string[] };
  beforeAll(async () => {
    project = await statusStory();
    end = await statusOf(project, lookedAt);
    const { status, json } = await jsonOf(project, lookedAt, history);
    told = { status, ...(json as { units: HistoryUnit[]; notes: string[] }) };
  });

  test("has every publication of the history, with the same facts, and no other", () => {
    const own = end.document.units.map(({ unit, agrees, tags, publications, more, holds, unknown }) => ({
      ...{ unit, agrees, tags, more, holds, unknown },
      publications: publications.map(({ tests: _, image: _image, verdicts: _verdicts, packages: _packages, ...rest }) => rest),
    }));
    expect(own).toEqual(told.units);
    expect(end.status).toBe(told.status);
  });

  test("the story has all that may happen", () => {
    const kinds = new Set(told.units.flatMap(({ publications }) => publications.map(({ origin }) => origin.kind)));
    expect([...kinds].sort()).toEqual(["built", "followed", "promoted", "published again", "rolled back", "unchanged"].sort());
    expect(told.units.map(({ unit, agrees }) => [unit, agrees])).toContainEqual(["squid:fresh", false]);
    expect(told.units.flatMap(({ holds }) => holds).length).toBeGreaterThanOrEqual(2);
  });
});
