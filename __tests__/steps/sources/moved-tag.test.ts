import { afterAll, expect, test } from "@jest/globals";
import { removeFolders } from "../../support/git.ts";
import { decisions, pushOf, pushTo, releaseRuns } from "../../support/release-runs.ts";

afterAll(removeFolders);

test("of a moved git tag, the stream gets the new image, and the run is red for the version", async () => {
  const made = releaseRuns();
  await made.on(pushTo(made));
  made.tag("v1.4.2");
  made.days(1);
  await made.on(pushOf(made, "v1.4.2"));
  const before = made.tags();
  made.days(1);
  made.repository.git("tag", "--force", "v1.4.2", made.land("main", { "app/version": "moved\n" }));
  made.repository.git("push", "--quiet", "--force", "origin", "v1.4.2");
  const event = { ...pushOf(made, "v1.4.2"), runId: "77" };
  const ended = await made.on(event);
  expect(decisions(ended)["app:release"]).toMatch(/^build: changed since .*version 1\.4\.2 is taken/);
  const { release, "1.4.2": version, "1.4": line } = made.tags();
  expect([version, line]).toEqual([before["1.4.2"], before["1.4"]]);
  expect(release).not.toBe(before["release"]);
  expect(release).toBeDefined();
  expect(ended.status).toBe(1);
  expect(JSON.parse(ended.shown.outputs["failed"] ?? "")).toEqual([
    expect.objectContaining({
      unit: "app:release",
      code: "version-taken",
      message: expect.stringContaining("never overwrites a version tag"),
    }),
  ]);
  // A re-run has nothing left to publish, and stays red.
  const again = await made.on({ ...event, runAttempt: 2 });
  expect([again.status, decisions(again)["app:release"]]).toEqual([
    1,
    expect.stringMatching(/^blocked: .*1\.4\.2 already points to/),
  ]);
  expect(made.tags()["release"]).toBe(release);
});
