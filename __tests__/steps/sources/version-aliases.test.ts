import { afterAll, expect, test } from "@jest/globals";
import { removeFolders } from "../../support/git.ts";
import { decisions, pushOf, pushTo, releaseRuns } from "../../support/release-runs.ts";

afterAll(removeFolders);

const configuration = `registries: [one.example.org/osg]
streams: { edge: {}, release: { from: { tag: "v{version}" } } }
aliases: [{ tag: "{major}.{minor}", when: { stream: release } }]
images: { app: { context: app } }
`;

test("an alias by the version of releases stops no run that is about other streams, also before the first release", async () => {
  const made = releaseRuns(configuration);
  const first = await made.on(pushTo(made));
  expect([first.status, decisions(first)]).toEqual([0, { "app:edge": expect.stringMatching(/^build: /) }]);
  expect((await made.on({ name: "schedule" })).status).toBe(0);
  made.tag("v1.4.2");
  expect((await made.on(pushOf(made, "v1.4.2"))).status).toBe(0);
  expect(made.tags()["1.4"]).toBe(made.tags()["release"]);
  made.land("main", { "app/version": "two\n" });
  expect((await made.on(pushTo(made))).status).toBe(0);
});
