/** Following streams with unlucky operators, clocks and holds. */
import { afterAll, expect, test } from "@jest/globals";
import { advance } from "../../src/commands/advance.ts";
import type { Run } from "../../src/commands/command.ts";
import { hold } from "../../src/commands/hold.ts";
import { resume } from "../../src/commands/resume.ts";
import { rollback } from "../../src/commands/rollback.ts";
import { verify } from "../../src/commands/verify.ts";
import type { Request } from "../../src/ports/request.ts";
import type { Session } from "../../src/ports/session.ts";
import { type FollowedEnd, type FollowedProject, followedProject, place } from "../support/followed-project.ts";
import { removeFolders } from "../support/git.ts";
import { stampOf } from "../support/verdicts.ts";

afterAll(removeFolders);

const only = ["*:stable"];
const fresh = { only: ["*:fresh"] };
const to = (text: string): Pick<Request, "to"> => ({ to: { kind: "timestamp", stamp: stampOf(text) } });

/** One command, by octo on GitHub. */
function byHand(project: FollowedProject, moment: string, command: Run, request: Partial<Request> = {}): Promise<FollowedEnd> {
  const change = ({ event }: Session): void => {
    event.payload = { ...(event.payload as object), sender: { login: "octo" } };
  };
  const asked = { only, reason: "urgent", ...request };
  return project.at(moment, { event: "workflow_dispatch", only: asked.only, command, request: asked, change });
}

test("a set that a hold keeps does not hide that one of its units shows a bad image", async () => {
  const images = "  squid: { context: squid }\n  xcache: { context: xcache }";
  const project = followedProject("soak: 7d, together: true", { images });
  await project.at("2026-11-02 06:17", fresh);
  await project.at("2026-11-09 06:18", { only });
  await project.at("2026-11-09 06:30", fresh);
  await byHand(project, "2026-11-10 06:17", hold, { only: ["xcache:stable"] });
  await byHand(project, "2026-11-10 06:18", verify, { only: ["squid:fresh"], verdict: "bad", ...to("20261102-0617") });

  const early = await project.at("2026-11-10 07:23", { only });
  const due = await project.at("2026-11-17 07:23", { only });
  expect(due.units["squid:stable"]).toMatchObject({ decision: "leave", reason: expect.stringContaining("which #1 holds") });
  for (const { status, text } of [early, due]) {
    expect(status).toBe(1);
    expect(text).toMatch(/follow-bad: squid:stable .*bad verdict of octo/);
  }
});

test("a set that a hold keeps for long is warned of, with the hold", async () => {
  const images = "  squid: { context: squid }\n  xcache: { context: xcache }";
  const project = followedProject("soak: 1d, together: true", { images });
  await project.at("2026-11-02 06:17", fresh);
  await project.at("2026-11-03 06:18", { only });
  await byHand(project, "2026-11-03 07:17", hold, { only: ["xcache:stable"] });
  await project.at("2026-11-17 06:17", fresh);
  const { text } = await project.at("2026-11-23 07:23", { only });
  expect(text).toMatch(/follow-stale: squid:stable: 21 d 1 h old .*it moves together with xcache:stable, which #1 holds/);
});

test("a person may name the image that a stream was rolled back from", async () => {
  const project = followedProject();
  for (const monday of ["2026-11-02 06:17", "2026-11-09 06:17"]) await project.at(monday, fresh);
  for (const monday of ["2026-11-09 06:18", "2026-11-16 06:18"]) await project.at(monday, { only });
  await byHand(project, "2026-11-16 08:18", rollback);
  await byHand(project, "2026-11-16 08:48", resume);
  await byHand(project, "2026-11-17 08:48", advance);
  expect(project.shows("stable")).toBe(project.shows("fresh-20261102-0617"));
  for (const moment of ["2026-11-17 08:49", "2026-11-17 08:50"]) {
    expect((await byHand(project, moment, advance, to("20261109-0617"))).status).toBe(0);
    expect(project.shows("stable")).toBe(project.shows("fresh-20261109-0617"));
  }
  expect(project.stamps("stable").slice(2)).toEqual(["20261116-0818", "20261117-0849"]);
});

test("a stream begins although its source published more than 100 images within the soak", async () => {
  const project = followedProject("soak: 7d, shown: 1h");
  await project.at("2026-11-02 06:17", fresh);
  const { registry } = project.made;
  for (let hour = 0; hour < 120; hour++) {
    const moment = new Date(Date.UTC(2026, 10, 11, hour)).toISOString();
    const tag = `fresh-${moment.slice(0, 10).replaceAll("-", "")}-${moment.slice(11, 13)}00`;
    registry.setTag(`${place}/squid`, tag, registry.push(`${place}/squid`, { n: String(hour) }));
  }
  await project.at("2026-11-16 07:23", { only });
  expect(project.shows("stable")).toBe(project.shows("fresh-20261102-0617"));
});

test.each([
  ["the clock of its source was ahead", "08:17", ["06:17", "06:18", "06:19"]],
  ["its source published twice in that minute", "06:17", ["06:17", "06:18"]],
])("an advance is repeated without effect, also if %s", async (_, published, repeated) => {
  const project = followedProject();
  await project.at(`2026-11-02 ${published}`, fresh);
  project.made.repository.commit({ "squid/Dockerfile": "FROM scratch\n# again\n" });
  await project.at(`2026-11-02 ${published}`, { ...fresh, event: "push" });
  for (const minute of repeated) expect((await byHand(project, `2026-11-02 ${minute}`, advance)).status).toBe(0);
  expect(project.stamps("stable")).toEqual(["20261102-0617"]);
  expect(project.shows("stable")).toBe(project.shows("fresh"));
});

test("in a chain, a bad verdict on the first stream keeps an image out of all that follow, until it is taken back", async () => {
  const project = followedProject("soak: 2d", { streams: "  slow: { follows: stable, soak: 5d }" });
  await project.at("2026-11-02 06:17", fresh);
  await project.at("2026-11-04 06:18", { only });
  const judge = (moment: string, said: Partial<Request>) =>
    byHand(project, moment, verify, { only: ["squid:fresh"], ...to("20261102-0617"), ...said });
  await judge("2026-11-05 06:18", { verdict: "bad" });
  const slow = { only: ["*:slow"] };
  expect((await project.at("2026-11-10 06:18", slow)).units["squid:slow"]?.reason).toContain("bad verdict of octo");
  expect(project.stamps("slow")).toEqual([]);

  await judge("2026-11-10 07:18", { undo: true });
  await project.at("2026-11-10 07:23", slow);
  expect(project.shows("slow")).toBe(project.shows("fresh"));
  await judge("2026-11-10 08:18", { verdict: "bad" });
  const end = await project.at("2026-11-10 08:23", slow);
  expect(end.status).toBe(1);
  expect(end.text).toContain("follow-bad: squid:slow");
});

test("a hint is about bases: it moves no following stream", async () => {
  const project = followedProject("soak: 1d");
  await project.at("2026-11-02 06:17", fresh);
  const end = await project.at("2026-11-09 06:17", { event: "tagstream-published" });
  expect(end.units["squid:stable"]).toMatchObject({ decision: "leave" });
  expect(project.stamps("stable")).toEqual([]);
});

test("a stream that showed another image before Tagstream begins with what is due", async () => {
  const project = followedProject("soak: 1d");
  const { registry } = project.made;
  registry.setTag(`${place}/squid`, "stable", registry.push(`${place}/squid`, { by: "hand" }));
  await project.at("2026-11-02 06:17", fresh);
  const { text } = await project.at("2026-11-03 07:17", { only });
  expect(text).not.toContain("withheld");
  expect(project.stamps("stable")).toEqual(["20261103-0716", "20261103-0717"]);
  expect(project.shows("stable")).toBe(project.shows("fresh"));
});

test("an advance of a held stream is refused, and says that it is held", async () => {
  const project = followedProject();
  await project.at("2026-11-02 06:17", fresh);
  await byHand(project, "2026-11-02 07:17", hold);
  const { status, text } = await byHand(project, "2026-11-02 07:23", advance);
  expect(status).toBe("threw");
  expect(text).toContain("follow-refused: squid:stable: held: it would follow fresh 20261102-0617");
  expect(project.made.verdicts).toEqual([]);
});
