import { afterAll, expect, test } from "@jest/globals";
import { history } from "../../../src/commands/history.ts";
import { rollback } from "../../../src/commands/rollback.ts";
import { removeFolders } from "../../support/git.ts";
import { pushOf, pushTo, releaseRuns, said } from "../../support/release-runs.ts";

afterAll(removeFolders);

test("the summary names each unit's source, the history each publication's version, also after a rollback", async () => {
  const made = releaseRuns();
  await made.on(pushTo(made));
  made.days(1);
  made.tag("v1.4.2");
  await made.on(pushOf(made, "v1.4.2")); // edge's image: a mark has the version
  made.days(1);
  made.tag("v2.0.0", made.land("main", { "app/version": "2\n" }));
  await made.on(pushOf(made, "v2.0.0")); // an image of its own records the version
  made.days(1);
  const dispatch = { name: "workflow_dispatch" };
  await made.on(dispatch, rollback, { command: "rollback", only: ["app:release"], reason: "it broke" });
  const shown = said(await made.on(dispatch, history, { command: "history", only: ["app:release"] }));
  const rows = shown
    .split("\n")
    .flatMap((line) => /^ +(\d{8}-\d{4}) .* (built|rolled back to \S+|built for .*?) +(\d\.\d\.\d) /.exec(line) ?? []);
  expect(rows.filter((text) => /^\d\.\d\.\d$/.test(text))).toEqual(["1.4.2", "2.0.0", "1.4.2"]);
  const commit = (ref: string) => made.repository.git("rev-parse", ref).slice(0, 7);
  const weekly = said(await made.on({ name: "schedule" }));
  expect(weekly).toContain("| image | stream | source | now | was | how | tested on |");
  expect(weekly).toContain(`| app | \`release\` | \`v2.0.0@${commit("v2.0.0")}\` |`);
  expect(weekly).toContain(`| app | \`edge\` | \`main@${commit("main")}\` |`);
});
