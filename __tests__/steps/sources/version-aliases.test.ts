import { afterAll, expect, test } from "@jest/globals";
import { removeFolders } from "../../support/git.ts";
import { pushOf, pushTo, releaseRuns, releasing } from "../../support/release-runs.ts";

afterAll(removeFolders);

const configuration = `${releasing}aliases: [{ tag: "line-{major}.{minor}", when: { stream: release } }]\n`;
const weekly = { name: "schedule" };

test("before the first release, other streams are published although an alias of releases needs a version", async () => {
  const made = releaseRuns(configuration);
  expect((await made.on(pushTo(made))).status).toBe(0);
  expect((await made.on(weekly)).status).toBe(0);
  expect(Object.keys(made.tags()).sort()).toContain("edge");
});

test("a push to a branch leaves releases and their aliases alone", async () => {
  const made = releaseRuns(configuration);
  made.tag("v1.4.2");
  expect((await made.on(pushOf(made, "v1.4.2"))).status).toBe(0);
  const { release } = made.tags();
  made.days(1);
  made.land("main", { "app/version": "two\n" });
  expect((await made.on(pushTo(made))).status).toBe(0);
  const { edge, release: stays, "line-1.4": line } = made.tags();
  expect([stays, line]).toEqual([release, release]);
  expect(edge).not.toBe(release);
});

test("streams from several sources may give their own commit: a push to one does not take it for the others'", async () => {
  const made = releaseRuns(`${releasing}aliases: [{ tag: "sha-{sha}" }]\n`);
  made.repository.git("branch", "1.3-stable");
  made.land("1.3-stable", { "app/version": "1.3\n" });
  made.land("main", { "app/version": "two\n" });
  expect((await made.on(pushTo(made, "1.3-stable"))).status).toBe(0);
  expect((await made.on(pushTo(made))).status).toBe(0);
  const tags = made.tags();
  const of = (branch: string) => tags[`sha-${made.repository.git("rev-parse", branch).slice(0, 12)}`];
  expect([of("main"), of("1.3-stable")]).toEqual([tags["edge"], tags["lts"]]);
});
