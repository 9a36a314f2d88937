/** What people do to a following stream: advance, roll back, resume. */
import { afterAll, expect, test } from "@jest/globals";
import { advance } from "../../src/commands/advance.ts";
import type { Run } from "../../src/commands/command.ts";
import { resume } from "../../src/commands/resume.ts";
import { rollback } from "../../src/commands/rollback.ts";
import { parseTarget } from "../../src/core/rollback/rollback.ts";
import type { Session } from "../../src/ports/session.ts";
import { type FollowedProject, followedProject } from "../support/followed-project.ts";
import { removeFolders } from "../support/git.ts";

afterAll(removeFolders);

const only = ["*:stable"];
const byOcto = (session: Session): void => {
  session.event = { ...session.event, payload: { ...(session.event.payload as object), sender: { login: "octo" } } };
};

function byHand({ at }: FollowedProject, moment: string, command: Run, to?: string, units = only) {
  const target = to === undefined ? undefined : parseTarget(to);
  const request = { reason: "CVE-2026-1", ...(target ? { to: target } : {}) };
  return at(moment, { event: "workflow_dispatch", only: units, command, request, change: byOcto });
}

async function published(project: FollowedProject): Promise<void> {
  for (const monday of ["2026-11-02 06:17", "2026-11-09 06:17"]) await project.at(monday, { only: ["*:fresh"] });
  await project.at("2026-11-16 07:23", { only });
  expect(project.shows("stable")).toBe(project.shows("fresh-20261109-0617"));
}

test("advance publishes what is too young, and records who did it", async () => {
  const project = followedProject();
  await project.at("2026-11-02 06:17", { only: ["*:fresh"] });
  const end = await byHand(project, "2026-11-02 09:00", advance);
  expect(end.status).toBe(0);
  expect(project.shows("stable")).toBe(project.shows("fresh"));
  expect(end.units["squid:stable"]?.follow?.advanced).toEqual({ by: "octo", reason: "CVE-2026-1", waived: ["soaked", "shown"] });
});

test("advance takes an older image that a person names, and the next run goes on from there", async () => {
  const project = followedProject();
  await published(project);
  await byHand(project, "2026-11-16 09:00", advance, "20261102-0617");
  expect(project.shows("stable")).toBe(project.shows("fresh-20261102-0617"));
  await project.at("2026-11-17 07:23", { only });
  expect(project.shows("stable")).toBe(project.shows("fresh-20261109-0617"));
});

test("after a rollback and its end, a person may advance to the same image again", async () => {
  const project = followedProject();
  await project.at("2026-11-02 06:17", { only: ["*:fresh"] });
  await project.at("2026-11-09 07:23", { only });
  await project.at("2026-11-09 08:17", { only: ["*:fresh"] });
  await project.at("2026-11-16 09:23", { only });
  const newest = project.shows("stable");
  await byHand(project, "2026-11-16 10:00", rollback);
  expect(project.shows("stable")).not.toBe(newest);
  const ended = await byHand(project, "2026-11-16 11:00", resume);
  expect(ended.text).toContain("The next scheduled run decides what squid:stable takes next.");
  await project.at("2026-11-17 07:23", { only }); // never forward again to what was rolled back by itself
  expect(project.shows("stable")).not.toBe(newest);
  await byHand(project, "2026-11-17 09:00", advance, "20261109-0817");
  expect(project.shows("stable")).toBe(newest);
});

test("advance builds nothing: other units are refused", async () => {
  const project = followedProject();
  await published(project);
  const built = project.made.built.length;
  const end = await byHand(project, "2026-11-16 09:00", advance, undefined, ["squid:fresh"]);
  expect([end.status, project.made.built.length]).toEqual(["threw", built]);
  expect(end.text).toContain("squid:fresh follows nothing");
});
