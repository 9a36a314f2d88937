import { afterAll, expect, test } from "@jest/globals";
import { resume } from "../../../src/commands/resume.ts";
import { rollback } from "../../../src/commands/rollback.ts";
import { removeFolders } from "../../support/git.ts";
import { decisions, pushOf, pushTo, type Releases, releaseRuns, repository } from "../../support/release-runs.ts";

afterAll(removeFolders);

const weekly = { name: "schedule" };
const configuration = `registries: [one.example.org/osg]
streams: { edge: {}, release: { from: { tag: "v{version}" } } }
images: { app: { context: app } }
`;
const version = (made: Releases) => made.registry.annotationsOf(repository, "release")["io.github.tagstream.version"];
const person = {
  name: "workflow_dispatch",
  payload: { repository: { id: 1, default_branch: "main" }, sender: { login: "octo" } },
};

/** Two releases, each published by its own weekly run. */
async function twoReleases(): Promise<Releases> {
  const made = releaseRuns(configuration);
  for (const tag of ["v1.4.1", "v1.4.2"]) {
    made.tag(tag, made.land("main", { "app/version": `${tag}\n` }));
    await made.on(weekly);
    made.days(7);
  }
  return made;
}

const forget = (made: Releases, tag: string) => made.repository.git("push", "--quiet", "origin", `:${tag}`);

test("a deleted git tag: red, with the rollback command, and other streams go on", async () => {
  const made = await twoReleases();
  forget(made, "v1.4.2");
  const before = made.tags();
  const ended = await made.on(weekly);
  expect(ended.status).toBe(1);
  expect(decisions(ended)).toEqual({
    "app:edge": "build: scheduled rebuild",
    "app:release":
      'blocked: its newest git tag is v1.4.1, but 20261130-0617 is version 1.4.2: a stream from git tags never goes to a lower version by itself. To go back, `tagstream rollback --only app:release --to 20261123-0617 --reason "1.4.2 was withdrawn"`. Otherwise push the git tag of 1.4.2 again, or release a higher version',
  });
  expect(ended.plan?.units.find(({ name }) => name === "app:release")?.blocked).toBe("stream-version-lower");
  expect(made.tags()["release"]).toBe(before["release"]);
  expect(made.tags()["edge"]).not.toBe(before["edge"]);
});

test("the command of the message rolls back; the next runs stay red until a higher version comes", async () => {
  const made = await twoReleases();
  forget(made, "v1.4.2");
  const back = await made.on(person, rollback, {
    only: ["app:release"],
    to: { kind: "timestamp", stamp: { timestamp: "20261123-0617" as never, sequence: 0 } },
    reason: "1.4.2 was withdrawn",
  });
  expect([back.status, version(made)]).toEqual([0, "1.4.1"]);
  await made.on(person, resume, { only: ["app:release"] });
  made.days(7);
  const ended = await made.on(weekly);
  expect([ended.status, version(made)]).toEqual([1, "1.4.1"]);
  expect(decisions(ended)["app:release"]).toMatch(/It was rolled back since\. To end this, push the git tag of 1\.4\.2 again/);
  made.tag("v1.4.3", made.land("main", { "app/version": "v1.4.3\n" }));
  expect([(await made.on(pushOf(made, "v1.4.3"))).status, version(made)]).toEqual([0, "1.4.3"]);
});

test("the version of an image that another stream built is in a tag: it counts as well", async () => {
  const made = releaseRuns(configuration);
  made.tag("v1.4.1");
  await made.on(weekly);
  made.days(1);
  const commit = made.land("main", { "app/version": "two\n" });
  await made.on(pushTo(made));
  made.tag("v1.4.2", commit);
  const tagged = await made.on(pushOf(made, "v1.4.2"));
  expect(decisions(tagged)["app:release"]).toMatch(/^promote: /);
  expect(version(made)).toBeUndefined();
  forget(made, "v1.4.2");
  made.days(1);
  const ended = await made.on(weekly);
  expect(decisions(ended)["app:release"]).toMatch(/^blocked: .*20261124-0617 is version 1\.4\.2: .*--to 20261123-0617/);
});

test("a killed run leaves the mark and no publication: the version does not count", async () => {
  const made = releaseRuns(configuration);
  await made.on(pushTo(made));
  made.tag("v1.4.1");
  made.days(1);
  made.tag("v1.4.2");
  made.registry.refuse = ({ verb, reference }) =>
    verb === "claim" && reference === "release-20261124-0617" ? "the run was killed" : undefined;
  expect((await made.on(pushOf(made, "v1.4.2"))).status).toBe(1);
  expect(Object.keys(made.tags())).toContain("vm.release-20261124-0617.1.4.2");
  expect(Object.keys(made.tags())).not.toContain("release");
  made.registry.refuse = () => undefined;
  forget(made, "v1.4.2");
  made.days(1);
  expect((await made.on(weekly)).status).toBe(0);
  expect(version(made)).toBe("1.4.1");
});

test.each([
  ["a minute later", 1 / 1440],
  ["in the same minute", 0],
  ["by a clock that is behind", -1 / 1440],
])("two runs at once, the newer version published %s: the older one never overtakes it", async (_, days) => {
  const made = releaseRuns(configuration);
  made.tag("v1.4.1", made.land("main", { "app/version": "v1.4.1\n" }));
  const newer = made.land("main", { "app/version": "v1.4.2\n" });
  made.during = async () => {
    made.days(days);
    made.tag("v1.4.2", newer);
    expect((await made.on(pushOf(made, "v1.4.2"))).status).toBe(0);
    made.days(-days);
  };
  const ended = await made.on(pushOf(made, "v1.4.1"));
  expect(ended.plan?.units.find(({ name }) => name === "app:release")?.source?.version).toBe("1.4.1");
  expect(version(made)).toBe("1.4.2");
  expect(made.during).toBeUndefined();
});

test("two runs at once, the older version published first: the newer one comes after it, whatever the clocks say", async () => {
  const made = releaseRuns(configuration);
  made.tag("v1.4.2", made.land("main", { "app/version": "v1.4.2\n" }));
  const older = made.land("main", { "app/version": "v1.4.1\n" });
  made.during = async () => {
    forget(made, "v1.4.2");
    made.days(1 / 48); // its clock is half an hour ahead
    made.tag("v1.4.1", older);
    expect((await made.on(pushOf(made, "v1.4.1"))).status).toBe(0);
    expect(version(made)).toBe("1.4.1");
    made.days(-1 / 48);
  };
  await made.on(pushOf(made, "v1.4.2"));
  expect(version(made)).toBe("1.4.2");
});

test("a moved git tag is one version still: the stream follows it, and the reason says so", async () => {
  const made = await twoReleases();
  made.repository.git("tag", "--force", "v1.4.2", made.land("main", { "app/version": "again\n" }));
  made.repository.git("push", "--quiet", "--force", "origin", "v1.4.2");
  const ended = await made.on(pushOf(made, "v1.4.2"));
  expect(decisions(ended)["app:release"]).toMatch(/^build: changed since 20261130-0617; the git tag v1\.4\.2 was moved/);
  expect(ended.status).toBe(0);
});

test("a rollback of a release stream, and a new release during its hold: its tags are written, the stream stays", async () => {
  const made = await twoReleases();
  const shown = () => made.tags()["release"];
  await made.on(person, rollback, { only: ["app:release"], reason: "it broke" });
  const held = shown();
  expect(version(made)).toBe("1.4.1");
  made.days(1);
  made.tag("v1.4.3", made.land("main", { "app/version": "v1.4.3\n" }));
  const ended = await made.on(pushOf(made, "v1.4.3"));
  expect(ended.status).toBe(0);
  expect(shown()).toBe(held);
  const [published] = Object.entries(made.tags()).filter(([tag]) => tag === "release-20261208-0617");
  expect(published).toBeDefined();
  await made.on(person, resume, { only: ["app:release"] });
  expect([shown(), version(made)]).toEqual([published?.[1], "1.4.3"]);
});
