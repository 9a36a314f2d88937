import { afterAll, describe, expect, test } from "@jest/globals";
import { removeFolders } from "../../support/git.ts";
import { decisions, pushOf, pushTo, releaseRuns } from "../../support/release-runs.ts";

afterAll(removeFolders);

const configuration = `registries: [one.example.org/osg]
streams: { edge: {}, release: { from: { tag: "v{version}" } }, lts: { from: { branch: 1.3-stable } } }
aliases:
  - { tag: "{major}.{minor}", when: { stream: release } }
  - { tag: "sha-{sha}", when: { stream: edge } }
  - { tag: "lts-{sha}", when: { stream: lts } }
images: { app: { context: app } }
`;

describe("a run looks up only its own sources, so the aliases of other streams have no texts in it", () => {
  test("a push to the default branch, before and after the first release", async () => {
    const made = releaseRuns(configuration);
    const first = await made.on(pushTo(made));
    expect(decisions(first)).toEqual({ "app:edge": expect.stringMatching(/^build/) });
    const sha = `sha-${made.repository.head().slice(0, 12)}`;
    expect(Object.keys(made.tags())).toEqual(expect.arrayContaining(["edge", sha]));
    made.tag("v1.4.2");
    await made.on(pushOf(made, "v1.4.2"));
    expect(made.tags()).toMatchObject({ "1.4": made.tags()["release"] });
    expect(Object.keys(decisions(await made.on(pushTo(made))))).toEqual(["app:edge"]);
  });

  test("a push to a maintenance branch", async () => {
    const made = releaseRuns(configuration);
    made.repository.git("branch", "1.3-stable");
    const commit = made.land("1.3-stable", { "app/version": "1.3\n" });
    expect(Object.keys(decisions(await made.on(pushTo(made, "1.3-stable"))))).toEqual(["app:lts"]);
    expect(made.tags()).toHaveProperty(`lts-${commit.slice(0, 12)}`);
  });

  test("a release whose source git cannot tell is blocked; the run blames git, not the alias", async () => {
    const made = releaseRuns(configuration);
    made.tag("v1.4.2");
    made.repository.git("remote", "set-url", "origin", "file:///nowhere");
    const { status, shown } = await made.on({ name: "schedule" });
    expect(status).toBe(1);
    expect(decisions({ status, shown, plan: await made.plan(shown) })).toEqual({
      "app:edge": "build: scheduled rebuild",
      "app:lts": expect.stringMatching(/^blocked: its source is not available/),
      "app:release": expect.stringMatching(/^blocked: its source is not available/),
    });
  });
});
