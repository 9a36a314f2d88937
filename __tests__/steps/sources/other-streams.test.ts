import { afterAll, describe, expect, test } from "@jest/globals";
import { removeFolders } from "../../support/git.ts";
import { decisions, pushOf, pushTo, releaseRuns, repository } from "../../support/release-runs.ts";

afterAll(removeFolders);

const configuration = `registries: [one.example.org/osg]
streams: { edge: {}, release: { from: { tag: "v{version}" } } }
images:
  app: { context: app, tests: [{ run: [app, --version] }] }
  other: { context: app }
`;

/** `edge` has published, and the git tag is on that commit. */
async function tagged(change: { configuration?: string; days?: number } = {}) {
  const made = releaseRuns(change.configuration ?? configuration);
  await made.on(pushTo(made));
  made.tag("v1.4.2");
  made.days(change.days ?? 1);
  return made;
}

describe("an image of another stream with the same inputs", () => {
  test("is promoted, of the same image alone", async () => {
    const made = await tagged();
    await made.on(pushOf(made, "v1.4.2"));
    const other = made.registry.shown("one.example.org/osg/other");
    expect(made.tags()["release"]).toBe(made.tags()["edge"]);
    expect(other["release"]).toBe(other["edge"]);
    expect(other["release"]).not.toBe(made.tags()["release"]);
    expect(made.built).toHaveLength(2);
  });

  test("that is too old is built anew: the seven conditions hold alike", async () => {
    const made = await tagged({ days: 8 });
    const ended = await made.on(pushOf(made, "v1.4.2"));
    expect(decisions(ended)["app:release"]).toMatch(
      /^build: not published yet; its candidate is 8 days old; promotion\.max-age is 7 days$/,
    );
    expect(made.tags()["release"]).not.toBe(made.tags()["edge"]);
  });

  test("whose stream has other build arguments is built: other bytes", async () => {
    const made = await tagged({ configuration: configuration.replace("edge: {}", "edge: { args: { CHANNEL: edge } }") });
    const ended = await made.on(pushOf(made, "v1.4.2"));
    expect(decisions(ended)["app:release"]).toMatch(/^build: /);
  });

  test("with `promotion: never` is built", async () => {
    const made = await tagged({ configuration: `${configuration}promotion: never\n` });
    const ended = await made.on(pushOf(made, "v1.4.2"));
    expect(decisions(ended)["app:release"]).toMatch(/^build: .*promotion: never/);
  });

  test("of other tests is tested again", async () => {
    const made = releaseRuns(configuration);
    await made.on(pushTo(made));
    const changed = configuration.replace("--version", "--help");
    made.tag("v1.4.2", made.land("main", { ".github/tagstream.yml": changed }));
    made.days(1);
    const ended = await made.on(pushOf(made, "v1.4.2"));
    expect(decisions(ended)["app:release"]).toBe("test: its tests changed; retesting the image of app:edge 20261123-0617");
    expect([ended.status, made.tags()["release"]]).toEqual([0, made.tags()["edge"]]);
  });

  test("that was tested for a pull request is promoted, too", async () => {
    const made = releaseRuns(configuration);
    await made.on(pushTo(made));
    made.days(1);
    const commit = made.land("main", { "app/version": "two\n" });
    const push = await made.on(pushTo(made));
    expect(push.status).toBe(0);
    // The image that the pull request had tested, and that edge has not published.
    const [{ inputs }] = (push.plan?.units ?? []) as unknown as [{ inputs: { hash: string } }];
    const tested = made.tags()["edge"] as never;
    for (const tag of Object.keys(made.tags()))
      if (tag.includes("20261124") || tag === "edge") made.registry.removeTag(repository, tag);
    made.registry.setTag(repository, `rc.edge.${inputs.hash.slice(0, 12)}`, tested);
    made.tag("v1.4.2", commit);
    const ended = await made.on(pushOf(made, "v1.4.2"));
    expect(decisions(ended)["app:release"]).toMatch(/^promote: tested .* for app:edge, under an hour old$/);
    expect(made.tags()["release"]).toBe(tested);
  });
});

test("without `from`, the other streams of an image are not asked", async () => {
  const made = releaseRuns(
    "registries: [one.example.org/osg]\nstreams: { edge: {}, release: {} }\nimages: { app: { context: app } }\n",
  );
  const asked: string[] = [];
  made.registry.refuse = ({ verb, reference }) => {
    if (verb === "manifest" && reference.startsWith("rc.")) asked.push(reference.replace(/[^.]+$/, ""));
    return undefined;
  };
  await made.on(pushTo(made));
  expect(asked.sort()).toEqual(["rc.edge.", "rc.release."]);
});

test("a dispatch that asks for what changed publishes that in all streams, and rebuilds nothing", async () => {
  const made = await tagged();
  const dispatch = { name: "workflow_dispatch", changedOnly: true };
  const ended = await made.on(dispatch);
  expect(Object.entries(decisions(ended)).map(([name, text]) => `${name} ${text.split(":")[0]}`)).toEqual([
    "app:edge leave",
    "app:release promote",
    "other:edge leave",
    "other:release promote",
  ]);
  expect(made.built).toHaveLength(2);
});

test("workflow_run after a push publishes the tip of the default branch, whatever that run was for", async () => {
  const made = releaseRuns(configuration);
  const old = made.repository.head();
  const tip = made.land("main", { "app/version": "two\n" });
  const run = { event: "push", conclusion: "success", head_branch: "main", head_sha: old, head_repository: { id: 1 } };
  const ended = await made.on({
    name: "workflow_run",
    sha: old,
    payload: { action: "completed", repository: { id: 1, default_branch: "main" }, workflow_run: run },
  });
  expect(ended.status).toBe(0);
  expect(made.registry.annotationsOf(repository, "edge")["org.opencontainers.image.revision"]).toBe(tip);
  expect(made.tags()["release"]).toBeUndefined();
});

test("a push builds if the candidates' registry is down, also where other streams have candidates there", async () => {
  const made = await tagged({ configuration: `candidates: { registry: dev.example.org/osg }\n${configuration}` });
  made.land("main", { "app/version": "two\n" });
  made.registry.refuse = ({ repository }) => (repository.startsWith("dev.") ? "timeout" : undefined);
  const ended = await made.on(pushTo(made));
  expect([ended.status, decisions(ended)["app:edge"]]).toEqual([0, expect.stringMatching(/^build: changed since /)]);
  expect(ended.plan?.notes).toContainEqual("app:edge: the candidate of app:release cannot be read: timeout");
});
