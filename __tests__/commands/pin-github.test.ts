import { afterAll, expect, test } from "@jest/globals";
import { rollback } from "../../src/commands/rollback.ts";
import { defaultRequest } from "../support/memory-run.ts";
import { first, type PinEnd, type PinProject, pinProject } from "../support/pin-project.ts";
import { endPinWorlds, type PinWorld, pinWorld } from "../support/pins-on-github.ts";

afterAll(endPinWorlds);

const squid = `${first}/squid`;
const deployment = `# Squid\r
spec:\r
  containers: [{ name: squid, image: "${squid}:release" }] # ours\r
`;
const kustomization = `images:
- name: ${squid}
  newTag: release

# the rest is ours
configurations: [a.yaml]
`;
const files = { "prod/squid.yaml": deployment, "prod/kustomization.yaml": kustomization, "README.md": `${squid}:release\n` };

/** The command with GitHub's adapter, on a GitHub over real git. */
async function started(): Promise<{ project: PinProject; world: PinWorld; pin: () => Promise<PinEnd> }> {
  const project = pinProject({}, { top: "", pins: "pins: [{ repository: osg/k8s, files: ['prod/**'] }]" });
  const world = await pinWorld(files);
  return { project, world, pin: () => project.pin({ targets: world.targets, event: "workflow_dispatch" }) };
}

/** The lines that the branch of the pull request changes, as git says. */
function changedLines({ repository }: PinWorld): string[] {
  const head = repository.open()[0]?.head ?? "no pull request";
  const diff = repository.git.run(["diff", "--unified=0", "main", head]).toString();
  return diff.split("\n").filter((line) => /^[+-](?![+-]{2} )/.test(line));
}

test("one pull request follows a publication, a person's commit and a rollback, in place, and merges", async () => {
  const { project, world, pin } = await started();
  const { repository } = world;
  await project.publish("2026-11-16 06:17");
  expect(await pin()).toMatchObject({ status: 0, lines: expect.stringContaining("osg/k8s: opened #1") });
  const old = project.pinned("20261116-0617");
  expect(changedLines(world)).toEqual([
    "-  newTag: release",
    `+  newTag: ${old}`,
    `-  containers: [{ name: squid, image: "${squid}:release" }] # ours\r`,
    `+  containers: [{ name: squid, image: "${squid}:${old}" }] # ours\r`,
  ]);
  const before = world.github.requests.length;
  expect((await pin()).lines).toContain("#1 has these changes already");
  expect(world.github.requests.slice(before).filter((line) => !line.startsWith("GET "))).toEqual([]);

  // A person changes the very line: the pull request is made anew from there.
  const byHand = deployment.replace("name: squid,", "name: proxy,");
  repository.commit("main", { ...files, "prod/squid.yaml": byHand });
  await project.publish("2026-11-23 06:17");
  expect((await pin()).lines).toContain("updated #1");
  const bad = project.pinned("20261123-0617");
  const head = repository.open()[0]?.head ?? "";
  expect(repository.bytes(head, "prod/squid.yaml").toString()).toBe(byHand.replace(":release", `:${bad}`));
  expect(repository.merge(1)).toBeDefined();

  project.made.now = new Date("2026-11-24T09:00:00Z");
  const { session } = await project.made.session("workflow_dispatch");
  const payload = { ...(session.event.payload as object), sender: { login: "octo" } };
  const request = { ...defaultRequest, only: ["squid:release"], reason: "it crashes", to: { kind: "previous" as const } };
  expect(await rollback(request, { ...session, event: { ...session.event, payload } })).toBe(0);
  expect((await pin()).lines).toContain("opened #2");
  const back = old.replace("20261116-0617", "20261124-0900");
  expect(changedLines(world)).toContain(`+  newTag: ${back}`);
  expect(repository.open()[0]?.body).toContain("rolled back to 20261116-0617 by octo: it crashes");
  expect(repository.merge(2)).toBeDefined();
  expect((await pin()).lines).toContain("nothing to change (2 pins in 2 files)");
  expect(repository.branches()).toEqual(["main"]);
});

test("without the right to write, it names the right, and is red", async () => {
  const { project, world, pin } = await started();
  await project.publish("2026-11-16 06:17");
  world.rights.contents = "read";
  const { status, shown, lines } = await pin();
  expect(status).toBe(1);
  expect(shown.problems).toEqual([
    { code: "github-denied", severity: "error", message: expect.stringContaining("contents: write") },
  ]);
  expect(lines).toContain("osg/k8s: not proposed");
  expect(world.repository.pulls).toEqual([]);
});
