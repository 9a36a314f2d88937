import { afterAll, expect, test } from "@jest/globals";
import { history } from "../../src/commands/history.ts";
import { rollback } from "../../src/commands/rollback.ts";
import type { Digest } from "../../src/core/lib/digest.ts";
import { printVerdicts } from "../../src/core/verdicts/verdict-data.ts";
import { printYanks } from "../../src/core/verdicts/yank-data.ts";
import type { Session } from "../../src/ports/session.ts";
import { type FollowedProject, followedProject, place } from "../support/followed-project.ts";
import { removeFolders } from "../support/git.ts";
import { terminalOf } from "../support/terminal.ts";
import { advance, keptIssue, stampOf, verdict, yank } from "../support/verdicts.ts";

afterAll(removeFolders);

interface Unit {
  unit: string;
  publications: { timestamp: string; origin: object; yanked?: object }[];
  unknown: string[];
}

/** The history as JSON. */
async function historyOf(
  project: FollowedProject,
  moment: string,
  only: string[],
): Promise<{ status: unknown; units: Unit[]; notes: string[] }> {
  const printed: string[] = [];
  const { status } = await project.at(moment, {
    command: history,
    only,
    change: (session: Session) => {
      Object.assign(session, { terminal: terminalOf(printed, { json: true }) });
    },
  });
  return { status, ...(JSON.parse(printed.join("")) as { units: Unit[]; notes: string[] }) };
}

const originsOf = (unit: Unit | undefined): object[] =>
  unit?.publications.map(({ timestamp, origin }) => ({ timestamp, ...origin })) ?? [];

async function published(): Promise<FollowedProject> {
  const project = followedProject("soak: 1d");
  await project.at("2026-11-02 06:17", { only: ["*:fresh"] });
  await project.at("2026-11-03 07:23", { only: ["*:stable"] });
  await project.at("2026-11-09 06:17", { only: ["*:fresh"] });
  await project.at("2026-11-10 07:23", { only: ["*:stable"] });
  return project;
}

test("a follower's publications come from its source, which need not be selected", async () => {
  const project = await published();
  const { status, units } = await historyOf(project, "2026-11-12 10:00", ["*:stable"]);
  expect(status).toBe(0);
  expect(units.map(({ unit }) => unit)).toEqual(["squid:stable"]);
  expect(originsOf(units[0])).toEqual([
    { timestamp: "20261110-0723", kind: "followed", source: "squid:fresh", stamp: "20261109-0617" },
    { timestamp: "20261103-0723", kind: "followed", source: "squid:fresh", stamp: "20261102-0617" },
  ]);
});

test("the follower's own rollback stays one, and its source's images are built", async () => {
  const project = await published();
  await project.at("2026-11-11 10:00", {
    command: rollback,
    only: ["squid:stable"],
    request: { to: { kind: "previous" }, reason: "it crashes" },
  });
  const { units } = await historyOf(project, "2026-11-12 10:00", []);
  const [stable, fresh] = ["squid:stable", "squid:fresh"].map((name) => units.find(({ unit }) => unit === name));
  expect(originsOf(stable)[0]).toEqual({ timestamp: "20261111-1000", kind: "rolled back", to: "20261103-0723" });
  expect(originsOf(fresh).map((origin) => "kind" in origin && origin.kind)).toEqual(["built", "built"]);
});

test("a source that its registry no longer tells of is named, and the run is red", async () => {
  const project = await published();
  project.made.registry.refuse = ({ repository }) => (repository === `${place}/squid` ? "it is down" : undefined);
  const { status, units } = await historyOf(project, "2026-11-12 10:00", ["*:stable"]);
  expect(status).toBe(1);
  expect(units[0]?.unknown.join("\n")).toMatch(/squid:fresh, which it follows: .*it is down/);
});

test("what people said of an image is shown with it", async () => {
  const project = await published();
  const digest = project.shows("fresh") as Digest;
  const of = { digest, stamp: stampOf("20261109-0617") };
  project.made.verdicts.push(
    keptIssue(
      1,
      "Verdicts: stable",
      printVerdicts({
        stream: "stable",
        verdicts: [verdict({ ...of, at: "2026-11-09T12:00:00Z" })],
        advances: [advance({ ...of, at: "2026-11-10T07:24:00Z", reason: "mends CVE-1" })],
      }),
    ),
  );
  project.made.yanks.push(keptIssue(2, "Yanked images", printYanks([yank({ ...of, at: "2026-11-11T10:00:00Z" })])));
  const { units } = await historyOf(project, "2026-11-12 10:00", []);
  const [stable, fresh] = ["squid:stable", "squid:fresh"].map((name) => units.find(({ unit }) => unit === name));
  expect(originsOf(stable)[0]).toMatchObject({ verifiedBy: ["octo"], advanced: { by: "octo", reason: "mends CVE-1" } });
  const yanked = { by: "octo", at: "2026-11-11T10:00:00Z", reason: "leaks a key" };
  expect([stable, fresh].map((unit) => unit?.publications.map((one) => one.yanked))).toEqual([
    [yanked, undefined],
    [yanked, undefined],
  ]);
});

test("verdicts that nobody can read are named, and the rest is shown", async () => {
  const project = await published();
  project.made.verdicts.push(keptIssue(1, "Verdicts: stable", "no data"));
  const { status, units, notes } = await historyOf(project, "2026-11-12 10:00", ["*:stable"]);
  expect(status).toBe(0);
  expect(originsOf(units[0])[0]).toMatchObject({ kind: "followed" });
  expect(notes.join("\n")).toContain("verdicts and yanks unknown: Issue #1 with verdicts is unreadable");
});
