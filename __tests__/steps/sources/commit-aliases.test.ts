import { afterAll, expect, test } from "@jest/globals";
import { removeFolders } from "../../support/git.ts";
import { pushTo, releaseRuns, releasing } from "../../support/release-runs.ts";

afterAll(removeFolders);

test("streams from several sources may give their own commit: a push to one does not take it for the others'", async () => {
  const made = releaseRuns(`${releasing}aliases: [{ tag: "{stream}-{sha}" }]\n`);
  made.repository.git("branch", "1.3-stable");
  made.land("1.3-stable", { "app/version": "1.3\n" });
  made.land("main", { "app/version": "two\n" });
  expect((await made.on(pushTo(made, "1.3-stable"))).status).toBe(0);
  expect((await made.on(pushTo(made))).status).toBe(0);
  const tags = made.tags();
  const of = (stream: string, branch: string) => tags[`${stream}-${made.repository.git("rev-parse", branch).slice(0, 12)}`];
  expect([of("edge", "main"), of("lts", "1.3-stable")]).toEqual([tags["edge"], tags["lts"]]);
});

test("a commit in few digits, as other tools write it: each commit keeps its own", async () => {
  const made = releaseRuns(`${releasing}aliases: [{ tag: "{stream}-{sha:7}" }]\n`);
  made.repository.git("branch", "1.3-stable");
  const short = () => `edge-${made.repository.git("rev-parse", "main").slice(0, 7)}`;
  const shown: [string, string | undefined][] = [];
  for (const text of ["one\n", "two\n"]) {
    made.land("main", { "app/version": text });
    expect((await made.on(pushTo(made))).status).toBe(0);
    shown.push([short(), made.tags()["edge"]]);
  }
  const tags = made.tags();
  expect(shown.map(([tag]) => tags[tag])).toEqual(shown.map(([, digest]) => digest));
  expect(new Set(Object.values(Object.fromEntries(shown))).size).toBe(2);
});
