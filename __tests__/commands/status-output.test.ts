import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { Ajv } from "ajv";
import { status } from "../../src/commands/status.ts";
import { readRequest } from "../../src/request.ts";
import { jsonSchemas } from "../../tools/json-schemas.ts";
import { type FollowedProject, followedProject, place } from "../support/followed-project.ts";
import { makeFolder, removeFolders } from "../support/git.ts";
import { makeHoldText } from "../support/holds.ts";
import { jsonOf, readStatus, statusOf } from "../support/status-of.ts";

afterAll(removeFolders);

const moment = "2026-11-18 10:00";

describe("status", () => {
  let project: FollowedProject;
  beforeAll(async () => {
    const images = "  squid: { context: squid }\n  xcache: { context: xcache }\n  origin: { context: origin }";
    project = followedProject("soak: 7d", { images });
    await project.at("2026-11-09 06:17");
    await project.at("2026-11-16 07:23");
  });
  beforeEach(() => {
    project.made.registry.refuse = () => undefined;
  });

  test("writes the page and its data, says so, and tells the summary", async () => {
    const end = await statusOf(project, moment);
    expect(readdirSync(end.folder).sort()).toEqual(expect.arrayContaining(["index.html", "status.json"]));
    expect(end.text).toMatch(/Wrote .*index\.html \(\d+ kB\).*status\.json/);
    expect(end.shown.summaries.join("")).toContain("### Status");
    expect(end.document.notes).toEqual([]);
  });

  test("prints the same with --json, and needs no folder then", async () => {
    const end = await statusOf(project, moment);
    const printed = await jsonOf(project, moment, status);
    expect(printed).toEqual({ status: 0, json: end.document });
    const inputs = (terminal?: { local: boolean; json: boolean }) => () =>
      readRequest((name) => (name === "command" ? "status" : name === "output" ? "  " : ""), terminal);
    expect(inputs()).toThrow('The command "status" needs the input `output`: the folder for the page, such as `site`.');
    expect(inputs({ local: false, json: false })).toThrow("needs the input `output`");
    expect(inputs({ local: false, json: true })().output).toBeUndefined();
  });

  test("its data is of the published schema", async () => {
    const { document } = await statusOf(project, moment);
    const { text = "" } = jsonSchemas().find(({ file }) => file.includes("status")) ?? {};
    const validate = new Ajv({ strict: false }).compile(JSON.parse(text) as object);
    expect([validate(document), validate.errors]).toEqual([true, null]);
    expect(validate({ ...document, limit: "10d" })).toBe(false);
  });

  test("writes nothing in a dry run", async () => {
    const folder = makeFolder();
    const end = await project.at(moment, { command: status, request: { output: path.join(folder, "site"), dryRun: true } });
    expect([end.status, readdirSync(folder)]).toEqual([0, []]);
    expect(end.shown.outputs["page"]).toBeUndefined();
  });

  test("refuses a file in the folder's place before it asks anything", async () => {
    const file = path.join(makeFolder(), "site");
    writeFileSync(file, "mine");
    let calls = 0;
    project.made.registry.refuse = () => {
      calls++;
      return undefined;
    };
    const end = await project.at(moment, { command: status, request: { output: file } });
    expect([end.status, calls]).toEqual(["threw", 0]);
    expect(end.text).toMatch(/^file-unwritable: .*Name a folder/);
    expect(readFileSync(file, "utf8")).toBe("mine");
  });

  test.each([
    ["a page of another program", (folder: string) => writeFileSync(path.join(folder, "index.html"), "<h1>My site</h1>")],
    [
      "a link to a page elsewhere",
      (folder: string) => {
        const other = path.join(makeFolder(), "other.html");
        writeFileSync(other, "<h1>My site</h1>");
        symlinkSync(other, path.join(folder, "index.html"));
      },
    ],
  ])("leaves %s as it is, before it asks anything", async (_, put) => {
    const folder = makeFolder();
    put(folder);
    let calls = 0;
    project.made.registry.refuse = () => {
      calls++;
      return undefined;
    };
    const end = await project.at(moment, { command: status, request: { output: folder } });
    expect([end.status, calls]).toEqual(["threw", 0]);
    expect(end.text).toMatch(/^file-unwritable: .*index\.html is not a page that Tagstream wrote/);
    expect(readFileSync(path.join(folder, "index.html"), "utf8")).toBe("<h1>My site</h1>");
    expect(readdirSync(folder)).toEqual(["index.html"]);
  });

  test("replaces its own page, and keeps other files", async () => {
    const { folder } = await statusOf(project, moment);
    writeFileSync(path.join(folder, "theirs.txt"), "theirs");
    const end = await statusOf(project, "2026-11-18 11:00", { folder });
    expect(end.document.generated).toBe("2026-11-18T11:00:00Z");
    expect(readFileSync(path.join(folder, "theirs.txt"), "utf8")).toBe("theirs");
  });

  test("removes the badges of streams that are no longer on the page, and no other file", async () => {
    const { folder } = await statusOf(project, moment);
    writeFileSync(path.join(folder, "badges/xcache/mine.svg"), "mine");
    await statusOf(project, moment, { folder, only: ["squid:*"] });
    const left = readdirSync(path.join(folder, "badges"), { recursive: true, withFileTypes: true });
    expect(left.flatMap((one) => (one.isFile() ? one.name : [])).sort()).toEqual([
      ...["all.json", "all.svg", "fresh.json", "fresh.svg", "mine.svg", "stable.json", "stable.svg"],
    ]);
  });

  test("a note about an earlier file names no folder of this machine: the page may be public", async () => {
    const folder = makeFolder();
    writeFileSync(path.join(folder, "status.json"), "{");
    const { document } = await statusOf(project, moment, { folder });
    expect(document.notes.join()).toContain("status.json of an earlier run");
    expect(document.notes.join()).not.toContain(folder);
  });

  test("names what is in the place of a file, and writes none of the others", async () => {
    const folder = makeFolder();
    mkdirSync(path.join(folder, "index.html"));
    const end = await project.at(moment, { command: status, request: { output: folder } });
    expect(end.text).toContain("index.html: it is no regular file");
    expect(existsSync(path.join(folder, "status.json"))).toBe(false);
  });

  test("two runs at once into one folder leave whole files", async () => {
    const folder = makeFolder();
    const ends = await Promise.all([statusOf(project, moment, { folder }), statusOf(project, moment, { folder })]);
    expect(ends.map((end) => end.status)).toEqual([0, 0]);
    expect(readStatus(folder).document).toEqual(ends[0]?.document);
    expect(readdirSync(folder, { recursive: true }).filter((name) => String(name).endsWith(".tmp"))).toEqual([]);
  });

  test("a registry that fails in the middle costs its unit alone: the page is there, and the run is red", async () => {
    const whole = await statusOf(project, moment);
    let calls = 0;
    project.made.registry.refuse = ({ repository }) =>
      repository === `${place}/squid` && ++calls > 4 ? "<b>it is down</b>" : undefined;
    const end = await statusOf(project, moment);
    expect(end.status).toBe(1);
    expect(end.document.units.map(({ unit }) => unit)).toEqual(whole.document.units.map(({ unit }) => unit));
    for (const name of ["xcache:fresh", "xcache:stable", "origin:fresh", "origin:stable"])
      expect(end.unit(name)).toEqual(whole.unit(name));
    expect(end.unit("squid:fresh").unknown.join()).toContain("it is down");
    expect(existsSync(path.join(end.folder, "index.html"))).toBe(true);
    expect(end.text).toMatch(/squid:fresh +unknown/);
  });

  test("a defect in one unit does not lose the others", async () => {
    const { registry } = project.made;
    const { tags } = registry;
    const broken: typeof tags = async (repository) => {
      if (repository === `${place}/squid`) throw new TypeError("no such thing");
      return tags(repository);
    };
    const end = await statusOf(project, moment, {
      change: ({ ports }) => {
        ports.registry = { ...registry, tags: broken };
      },
    });
    expect(end.status).toBe(1);
    expect(end.unit("squid:fresh").unknown.join()).toContain("This is a bug in Tagstream");
    expect(end.unit("xcache:fresh").unknown).toEqual([]);
  });

  test("without a token there are no holds, and a note says so", async () => {
    project.made.holds.push({ ...makeHoldText("", { title: "Hold: squid:fresh" }), counts: true });
    const seen = await statusOf(project, moment);
    expect(seen.unit("squid:fresh").holds).toHaveLength(1);
    const end = await statusOf(project, moment, {
      change: ({ ports }) => {
        delete ports.forge;
      },
    });
    project.made.holds.length = 0;
    expect([end.status, end.unit("squid:fresh").holds]).toEqual([0, []]);
    expect(end.document.notes.join("\n")).toContain("it has no GitHub token");
    expect(end.shown.summaries.join("")).toContain("it has no GitHub token");
  });

  test("only what is selected is there, with followers that are not", async () => {
    const end = await statusOf(project, moment, { only: ["squid:fresh"] });
    expect(end.document.units.map(({ unit, followers }) => [unit, followers])).toEqual([["squid:fresh", ["squid:stable"]]]);
  });
});
