import { afterAll, describe, expect, test } from "@jest/globals";
import { hold } from "../../src/commands/hold.ts";
import { rollback } from "../../src/commands/rollback.ts";
import { removeFolders } from "../support/git.ts";
import { memoryTarget, mergeProposal } from "../support/memory-pin-targets.ts";
import { defaultRequest } from "../support/memory-run.ts";
import { first, type PinProject, pinProject, proposed, second } from "../support/pin-project.ts";

afterAll(removeFolders);

const squid = `${first}/squid`;
const manifests = {
  "prod/squid.yaml": `# kept\nimage:   ${squid}:release   # ours\n`,
  "prod/xcache.yaml": `image: { repository: ${first}/xcache, tag: testing }\n`,
  "notes.txt": `${squid}:release\n`,
};

/** A project with one publication, whose pins are merged. */
async function merged(): Promise<PinProject> {
  const project = pinProject(manifests);
  await project.publish("2026-11-16 06:17");
  await project.pin();
  mergeProposal(project.target, project.target.pulls[0]?.head ?? "");
  return project;
}

async function byHand(project: PinProject, command: typeof hold, request: object): Promise<void> {
  const { session, shown } = await project.made.session("workflow_dispatch");
  const payload = { ...(session.event.payload as object), sender: { login: "octo" } };
  const status = await command(
    { ...defaultRequest, only: ["squid:release"], reason: "crashes *at* start @all", ...request },
    { ...session, event: { ...session.event, payload } },
  );
  if (status !== 0) throw new Error(JSON.stringify(shown.problems));
}

describe("pins of a repository", () => {
  test("one pull request pins what streams show, and changes nothing else", async () => {
    const project = pinProject(manifests);
    await project.publish("2026-11-16 06:17");
    const { status, lines, shown } = await project.pin();
    expect([status, shown.problems]).toEqual([0, []]);
    const [pull] = project.target.pulls;
    expect([...(pull?.files.keys() ?? [])]).toEqual(["prod/squid.yaml", "prod/xcache.yaml"]);
    expect(proposed(project.target, "prod/squid.yaml")).toBe(
      `# kept\nimage:   ${squid}:${project.pinned("20261116-0617")}   # ours\n`,
    );
    expect(proposed(project.target, "prod/xcache.yaml")).toContain(project.pinned("20261116-0617", "xcache", "testing"));
    expect(pull?.title).toBe("Pin squid and xcache to what release and testing show");
    expect(pull?.body).toContain("| `squid` | `release` | `release-20261116-0617` | pinned for the first time |");
    expect(lines).toContain("osg/k8s: opened #1 (2 pins in 2 files)");
    expect(shown.summaries.join("")).toContain("| [opened #1](https://github.example.org/osg/k8s/pull/1) |");
    expect(JSON.parse(shown.outputs["pins"] ?? "")).toEqual([
      { unit: "squid:release", repository: squid, tag: "release-20261116-0617", digest: expect.stringMatching(/^sha256:/) },
      expect.objectContaining({ unit: "xcache:testing", tag: "testing-20261116-0617" }),
    ]);
  });

  test("a second run changes nothing; a newer publication updates the pull request", async () => {
    const project = pinProject(manifests);
    await project.publish("2026-11-16 06:17");
    await project.pin();
    expect((await project.pin()).lines).toContain("#1 has these changes already");
    expect(project.target.writes).toBe(1);
    await project.publish("2026-11-23 06:17");
    expect((await project.pin()).lines).toContain("updated #1");
    expect(proposed(project.target, "prod/squid.yaml")).toContain(project.pinned("20261123-0617"));
  });

  test("merged: nothing is left to change, and the next publication opens another", async () => {
    const project = await merged();
    expect((await project.pin()).lines).toContain("nothing to change (2 pins in 2 files)");
    await project.publish("2026-11-23 06:17");
    expect((await project.pin()).lines).toContain("opened #2");
    expect(project.target.pulls[1]?.body).toContain("| `squid` | `release-20261116-0617` | `release-20261123-0617` |");
  });

  test("a rollback is followed, with the person, the reason and the issue", async () => {
    const project = await merged();
    await project.publish("2026-11-23 06:17");
    await project.pin();
    mergeProposal(project.target, project.target.pulls[1]?.head ?? "");
    project.made.now = new Date("2026-11-24T09:00:00Z");
    await byHand(project, rollback, { to: { kind: "previous" } });
    const { status, lines } = await project.pin({ event: "workflow_dispatch" });
    expect(status).toBe(0);
    const old = project.made.registry.shown(squid)["release-20261116-0617"];
    expect(proposed(project.target, "prod/squid.yaml")).toContain(`${squid}:release-20261124-0900@${old}`);
    expect(lines).toContain("rolled back to 20261116-0617 by octo: crashes *at* start @all (#1)");
    const { body } = project.target.pulls[2] ?? {};
    expect(body).toContain("rolled back to 20261116-0617 by octo: crashes &#42;at&#42; start @\u200ball (`#1`)");
    expect(body).not.toContain("xcache:testing-");
  });

  test("while a stream is held, newer timestamps change nothing", async () => {
    const project = await merged();
    await byHand(project, hold, { expires: "8w" });
    await project.publish("2026-11-23 06:17");
    await project.publish("2026-11-30 06:17");
    expect(project.made.registry.shown(squid)["release-20261130-0617"]).toBeDefined();
    await project.pin();
    expect([...(project.target.pulls[1]?.files.keys() ?? [])]).toEqual(["prod/xcache.yaml"]);
  });

  test("a following stream pins what it took, and names its source", async () => {
    const streams = "{ fresh: {}, stable: { follows: fresh, soak: 7d } }";
    const project = pinProject({ "a.yaml": `image: ${squid}:stable\n` }, { streams });
    await project.publish("2026-11-16 06:17");
    await project.publish("2026-11-23 07:17");
    const { lines } = await project.pin();
    const { [`stable-20261123-0717`]: digest } = project.made.registry.shown(squid);
    expect(digest).toBe(project.made.registry.shown(squid)["fresh-20261116-0617"]);
    expect(proposed(project.target, "a.yaml")).toBe(`image: ${squid}:stable-20261123-0717@${digest}\n`);
    expect(lines).toContain("stable-20261123-0717  follows fresh");
  });

  test("a line of versions keeps its text, and gets the digest that it shows", async () => {
    const files = { "a.yaml": `image: ${squid}:1.4\n`, "b.yaml": `image: ${squid}:1.4.9\n` };
    const project = pinProject(files, { top: "versions: { stream: release }" });
    await project.publish("2026-11-16 06:17");
    const { registry } = project.made;
    const digest = registry.shown(squid)["release"];
    if (digest === undefined) throw new Error("nothing is published");
    registry.setTag(squid, "1.4", digest);
    const { status, lines, shown } = await project.pin();
    expect([status, shown.problems]).toEqual([0, []]);
    expect(proposed(project.target, "a.yaml")).toBe(`image: ${squid}:1.4@${digest}\n`);
    expect(project.target.pulls[0]?.title).toBe("Pin squid to what 1.4 shows");
    expect(lines).toContain(`b.yaml:1 ${squid}:1.4.9: ${squid} has no tag 1.4.9`);
  });

  test("an optional registry that lags pins its own publication; without one, it is left with the reason", async () => {
    const project = pinProject({ "squid.yaml": `a: ${second}/squid:release\n` });
    await project.publish("2026-11-16 06:17");
    project.made.registry.refuse = ({ verb, repository }) =>
      repository.startsWith(second) && verb !== "resolve" && verb !== "manifest" && verb !== "tags" ? "down" : undefined;
    await project.publish("2026-11-23 06:17");
    await project.pin();
    expect(proposed(project.target, "squid.yaml")).toContain(project.pinned("20261116-0617", "squid", "release", second));
    project.made.registry.removeTag(`${second}/squid`, "release-20261116-0617");
    const { status, lines } = await project.pin();
    expect(status).toBe(0);
    expect(lines).toContain(
      `squid.yaml:1 ${second}/squid:release: no timestamp tag in ${second}/squid has the image that release shows there`,
    );
    expect(project.target.pulls[0]).toMatchObject({ state: "closed", withdrawn: true });
  });

  test("a registry that does not answer leaves its pins, and is red; the others go on", async () => {
    const project = pinProject(manifests);
    await project.publish("2026-11-16 06:17");
    const asked: string[] = [];
    project.made.registry.refuse = ({ verb, repository }) => {
      if (repository !== squid) return undefined;
      asked.push(verb);
      return "the registry is down";
    };
    const { status, shown } = await project.pin();
    expect(status).toBe(1);
    expect(shown.problems).toEqual([
      {
        code: "pin-unknown",
        severity: "error",
        message: `The pins of squid:release in ${squid} stay as they are. the registry is down`,
      },
    ]);
    expect([...(project.target.pulls[0]?.files.keys() ?? [])]).toEqual(["prod/xcache.yaml"]);
    expect(asked).toEqual(["tags"]);
  });

  test("without an answer for the only pins, the pull request stays", async () => {
    const project = pinProject({ "a.yaml": `image: ${squid}:release\n` });
    await project.publish("2026-11-16 06:17");
    await project.pin();
    project.made.registry.refuse = () => "down";
    const { status, lines } = await project.pin();
    expect([status, project.target.pulls[0]?.state]).toEqual([1, "open"]);
    expect(lines).toContain("left as it is, because registries did not answer");
    expect(lines).toContain("tagstream pin · not every pin could be compared");
  });

  test("two targets end alone: one without a token is red, the other is proposed", async () => {
    const pins = `pins:
  - { repository: osg/k8s, files: ["**/*.yaml"], only: [squid] }
  - { repository: osg/charts, branch: main, files: ["**"], token: CHARTS_TOKEN }
  - { repository: osg/other, files: ["**"], only: ["*:testing"], merge: auto }`;
    const project = pinProject(manifests, { pins });
    project.made.pinTargets["osg/charts"] = memoryTarget(manifests, { variable: "OTHER" });
    const other = memoryTarget({ "x.yaml": `image: ${first}/xcache:testing\n`, "y.yaml": `image: ${squid}:release\n` });
    project.made.pinTargets["osg/other"] = other;
    await project.publish("2026-11-16 06:17");
    const { status, shown, lines } = await project.pin();
    expect(status).toBe(1);
    expect(shown.problems.map(({ code }) => code)).toEqual(["pin-token"]);
    expect([...(project.target.pulls[0]?.files.keys() ?? [])]).toEqual(["prod/squid.yaml"]);
    expect([...(other.pulls[0]?.files.keys() ?? [])]).toEqual(["x.yaml"]);
    expect(other.pulls[0]?.merge).toBe("auto");
    expect(lines).toContain("osg/charts@main: its files could not be read");
    expect(lines).toContain("osg/other: opened #1, which GitHub merges once its checks pass");
    expect(other.pulls[0]?.head).toMatch(/^tagstream\/pins-[0-9a-f]{8}$/);
    expect(other.pulls[0]?.head).not.toBe(project.target.pulls[0]?.head);
  });

  test("a dry run shows the changes, and proposes nothing", async () => {
    const project = pinProject(manifests);
    await project.publish("2026-11-16 06:17");
    const { status, shown, lines } = await project.pin({ request: { dryRun: true } });
    expect([status, project.target.writes]).toEqual([0, 0]);
    expect(shown.groups.get("changes")).toContain(`+image:   ${squid}:${project.pinned("20261116-0617")}   # ours`);
    expect(shown.groups.get("changes")?.join("\n")).not.toContain("# kept"); // a private file's line, perhaps a password
    expect(lines).toContain("osg/k8s: not proposed");
  });

  test("a pull request of a person is left alone, and so is a declined one", async () => {
    const project = pinProject(manifests);
    await project.publish("2026-11-16 06:17");
    await project.pin();
    Object.assign(project.target.pulls[0] ?? {}, { edited: true });
    expect((await project.pin()).lines).toContain("#1 has commits of a person, so it stays as it is");
    Object.assign(project.target.pulls[0] ?? {}, { edited: false, state: "closed" });
    expect((await project.pin()).lines).toContain("a person closed #1 with these very changes");
    expect(project.target.pulls).toHaveLength(1);
  });
});
