import { mkdirSync, readdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { buildJob } from "../../src/commands/build.ts";
import { history as historyCommand } from "../../src/commands/history.ts";
import { plan as planCommand } from "../../src/commands/plan.ts";
import { publishPlan } from "../../src/commands/publish.ts";
import { run as runCommand } from "../../src/commands/run.ts";
import type { Request } from "../../src/ports/request.ts";
import { makeFolder, removeFolders } from "../support/git.ts";
import { defaultRequest, type MemoryRun, memoryRun, type Shown } from "../support/memory-run.ts";

afterAll(removeFolders);

const place = "one.example.org/osg";
const images = ["base", "app", "squid", "xcache"] as const;

function project(): MemoryRun {
  return memoryRun({
    ".github/tagstream.yml": `registries: [${place}]
images:
  base: { context: base }
  app: { context: app, base: base }
  squid: { context: squid }
  xcache: { context: xcache, required: false }
`,
    ...Object.fromEntries(images.map((image) => [`${image}/Dockerfile`, `FROM scratch\n# ${image}\n`])),
  });
}

const published = ({ registry }: MemoryRun) => images.filter((image) => "release" in registry.shown(`${place}/${image}`));
const linesOf = ({ groups }: Shown) => (groups.get("") ?? []).join("\n");

describe("a push that is refused to one unit", () => {
  const refusing = async (image: string) => {
    const made = project();
    made.registry.refuse = ({ verb, repository }) =>
      verb === "assertCanPush" && repository === `${place}/${image}` ? `403 for ${image}` : undefined;
    const { session, shown } = await made.session("schedule");
    const status = await runCommand(defaultRequest, session);
    return { status, published: published(made), built: made.built, details: linesOf(shown), problems: shown.problems };
  };

  test("an optional one: the others are built and published, and the run is green", async () => {
    const { status, published: out, built, problems } = await refusing("xcache");
    expect({ status, out, built: built.length }).toEqual({ status: 0, out: ["base", "app", "squid"], built: 3 });
    expect(problems).toEqual([expect.objectContaining({ severity: "warning", message: "403 for xcache" })]);
  });

  test("a required one: the others are built and published, and the run is red", async () => {
    const { status, published: out, details } = await refusing("squid");
    expect({ status, out }).toEqual({ status: 1, out: ["base", "app", "xcache"] });
    expect(details).toMatch(/squid:release {2}403 for squid/);
  });

  test("a base: what is built on it is not built, and names it", async () => {
    const { status, published: out, details } = await refusing("base");
    expect({ status, out }).toEqual({ status: 1, out: ["squid", "xcache"] });
    expect(details).toContain("its base base:release failed");
  });
});

describe("the record of one job that cannot be read", () => {
  /** Plans and builds all, does that to the record of the squid, and publishes. */
  async function publishAfter(damage: (file: string) => void) {
    const made = project();
    const planned = await made.session("schedule");
    const { session } = planned;
    const request: Request = { ...defaultRequest, records: path.join(makeFolder(), "records") };
    await planCommand(request, session);
    const plan = planned.shown.outputs["plan"] ?? "";
    for (const { id } of (await made.plan(planned.shown)).jobs) await buildJob({ ...request, plan, job: id }, session);
    const folder = request.records ?? "";
    const file = path.join(folder, readdirSync(folder).find((name) => name.includes("squid")) ?? "");
    damage(file);
    const status = await publishPlan({ ...request, plan }, session);
    return { status, published: published(made), details: linesOf(planned.shown), problems: planned.shown.problems };
  }
  const replace = (file: string, by: () => void): void => {
    rmSync(file);
    by();
  };

  test.each<[string, (file: string) => void, string | undefined]>([
    ["it is not JSON", (file) => writeFileSync(file, "<html>"), "record-malformed"],
    ["it is empty", (file) => writeFileSync(file, ""), "record-malformed"],
    ["it is of 1 GB", (file) => truncateSync(file, 1_000_000_000), "file-unreadable"],
    ["a folder has its name", (file) => replace(file, () => mkdirSync(file)), undefined],
    ["a link to itself", (file) => replace(file, () => symlinkSync(file, file)), "file-unreadable"],
    ["a link to a folder", (file) => replace(file, () => symlinkSync(path.dirname(file), file)), "file-unreadable"],
    ["a link that leads nowhere", (file) => replace(file, () => symlinkSync(`${file}.gone`, file)), "file-unreadable"],
  ])("%s: its unit is red, and the others are published", async (_, damage, code) => {
    const { status, published: out, details, problems } = await publishAfter(damage);
    expect({ status, out }).toEqual({ status: 1, out: ["base", "app", "xcache"] });
    expect(details).toMatch(/squid:release +no result/);
    expect(problems.map((problem) => problem.code)).toEqual(code === undefined ? [] : [code]);
  });

  test("the folder of records is a link to itself: all that was built is red, and said why", async () => {
    const {
      status,
      published: out,
      problems,
    } = await publishAfter((file) => {
      const folder = path.dirname(file);
      rmSync(folder, { recursive: true });
      symlinkSync(folder, folder);
    });
    expect({ status, out }).toEqual({ status: 1, out: [] });
    expect(problems.map(({ code }) => code)).toEqual(["file-unreadable"]);
  });
});

test("a publication of one unit that cannot be read keeps the history of no other from being told", async () => {
  const made = project();
  const { session, shown } = await made.session("schedule");
  await runCommand(defaultRequest, session);
  made.registry.refuse = ({ verb, repository }) =>
    verb === "manifest" && repository === `${place}/squid` ? "no such luck" : undefined;
  expect(await historyCommand({ ...defaultRequest, command: "history" }, session)).toBe(1);
  const details = linesOf(shown);
  expect(details).toContain("unreadable: no such luck");
  expect(details).toMatch(/xcache:release · shows 20261123-0617, the same everywhere/);
});
