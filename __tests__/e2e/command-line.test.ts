/** @needs engine */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { Ajv } from "ajv";
import { program, runCommandLine, shellEnvironment } from "../support/command-line.ts";
import { movingTag } from "../support/fixtures.ts";
import { type Files, makeFolder, makeRepository, removeFolders } from "../support/git.ts";
import { makeProject } from "../support/project.ts";
import { tagsOf } from "../support/registry-check.ts";

const schema = JSON.parse(readFileSync(path.resolve(import.meta.dirname, "../../schema/tagstream.plan.schema.json"), "utf8"));
const escapes = new RegExp(`${String.fromCharCode(27)}\\[`);

/** A family in a registry that nobody can reach. */
const unreachable = (): Files =>
  Object.fromEntries(Object.entries(movingTag).map(([name, text]) => [name, text.replaceAll("REGISTRY", "localhost:1/nowhere")]));

let offline: string;
/** In the engine's registry, where nothing of it is yet: quicker than asking one that does not answer, again and again. */
let online: string;
beforeAll(() => {
  online = makeProject(movingTag).repository.folder;
  offline = makeRepository(unreachable()).folder;
});
afterAll(removeFolders);

describe("tagstream plan, without a network", () => {
  test("without arguments: a table, and which facts it could not have", () => {
    const { status, stdout, stderr } = runCommandLine(offline, ["plan"]);
    expect({ status, stdout, stderr }).toMatchObject({ status: 0 });
    expect(stdout).toMatch(/^tagstream plan · rebuild · schedule · main@[0-9a-f]{7} · \d{8}-\d{4}$/m);
    expect(stdout).toMatch(/squid:release +build +scheduled rebuild, on base:release/);
    expect(stderr.match(/note: .*state of.*/g)).toEqual([
      expect.stringMatching(
        /^note: localhost:1 cannot be reached: .*\. The state of 3 repositories of localhost:1 is unknown\. Start the registry/,
      ),
    ]);
  });

  test.each(["schedule", "push", "pull_request"])("--json for %s: the plan alone, as its schema has it", (event) => {
    const { status, stdout } = runCommandLine(offline, ["plan", "--json", "--event", event]);
    expect(status).toBe(0);
    const plan = JSON.parse(stdout); // fails when there is anything else
    const validate = new Ajv({ strict: false }).compile(schema);
    expect(validate(plan) ? [] : validate.errors).toEqual([]);
    expect(plan.units).toHaveLength(3);
    for (const { tags, references, destinations } of plan.units) {
      expect(references).toEqual(
        destinations.flatMap(({ repository }: { repository: string }) => tags.map((tag: string) => `${repository}:${tag}`)),
      );
      if (event !== "pull_request") expect(references.length).toBeGreaterThanOrEqual(3);
    }
    expect(validate({ ...plan, version: 2 })).toBe(false);
  });

  test("run does not act on what it could not ask", () => {
    const { status, stderr } = runCommandLine(offline, ["run"]);
    expect({ status, stderr }).toMatchObject({ status: 1, stderr: expect.stringContaining("plan-registry-unknown") });
  });

  test("in a folder below the root, the same", () => {
    const { status, stdout } = runCommandLine(path.join(offline, "squid"), ["plan"]);
    expect({ status, stdout }).toMatchObject({ status: 0, stdout: expect.stringContaining("squid:release") });
  });
});

describe("used wrongly", () => {
  test.each<[string, string[], RegExp]>([
    ["an option with a slip", ["plan", "--jsn"], /^Unknown option --jsn\. Did you mean --json\?\n`tagstream --help`/],
    ["an unknown option", ["plan", "--colour", "red"], /^Unknown option --colour\.\n`tagstream --help`/],
    ["a command with a slip", ["plna"], /^Unknown command "plna"\. Did you mean "plan"\?/],
    ["an unknown command", ["undo"], /"undo".*run, plan, build, publish/],
    ["two commands", ["plan", "run"], /One command at a time/],
    ["an option without its value", ["plan", "--event"], /--event/],
    ["what a command needs is not there", ["build"], /needs the input `plan`/],
  ])("%s", (_, args, hint) => {
    const { status, stdout, stderr } = runCommandLine(offline, args);
    expect({ status, stdout, stderr }).toEqual({ status: 2, stdout: "", stderr: expect.stringMatching(hint) });
    expect(stderr).not.toMatch(/^ +at /m); // no stack
  });
});

describe("what is there is not right", () => {
  test("a broken configuration: all of it, each with its place and code", () => {
    const { folder } = makeRepository({
      ...unreachable(),
      ".github/tagstream.yml": "registries: [localhost:1/x]\nstream: {}\nimages:\n  base: { contxt: base, platforms: [linux] }\n",
    });
    const { status, stdout, stderr } = runCommandLine(folder, ["plan"]);
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toMatch(/^\.github\/tagstream\.yml:2:1 .*"stream".*"streams"/m);
    expect(stderr).toMatch(/^\.github\/tagstream\.yml:4:11 .*"contxt".*"context"/m);
    expect(stderr).toMatch(/^\.github\/tagstream\.yml:4:\d+ .*"platforms"/m);
    expect(stderr.match(/\[config-(unknown-key|value)\]/g)).toHaveLength(3);
  });

  test("no git repository", () => {
    const { status, stderr } = runCommandLine(makeFolder(), ["plan"]);
    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining("git-not-repository") });
  });

  test("no commit, and no configuration", () => {
    const { folder } = makeRepository({ Dockerfile: "FROM scratch\n" });
    const { status, stderr } = runCommandLine(folder, ["plan"]);
    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining("config-missing") });
    const empty = makeFolder();
    spawnSync("git", ["init", "--quiet"], { cwd: empty });
    expect(runCommandLine(empty, ["plan"]).stderr).toContain("git-no-commit");
  });
});

test("tagstream run publishes", async () => {
  const { repository, registry } = makeProject(movingTag);
  const { status, stdout, stderr } = runCommandLine(repository.folder, ["run"]);
  expect({ status, stdout, stderr }).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/^tagstream · .*\n\n +unit +result/m),
  });
  expect(stdout).not.toMatch(/^#\d|pushing manifest/m);
  for (const image of ["base", "squid", "xcache"]) {
    const tags = await tagsOf(`${registry}/${image}`);
    expect(Object.keys(tags)).toEqual(["latest", "release", expect.stringMatching(/^release-\d{8}-\d{4}$/)]);
    expect(new Set(Object.values(tags)).size).toBe(1);
  }
  const again = runCommandLine(repository.folder, ["plan", "--event", "push"]);
  expect(again.stdout).toContain("nothing to do: all 3 unchanged");
});

describe("--help and --version", () => {
  test("the help is one screen, on standard output, and a command has its own", () => {
    const { status, stdout, stderr } = runCommandLine(makeFolder(), ["--help"]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const lines = stdout.trimEnd().split("\n");
    expect(lines.length).toBeLessThanOrEqual(40);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
    for (const option of ["path", "config", "only", "dry-run", "json", "help", "version", "reason", "local"])
      expect(stdout).toContain(`--${option}`);
    const own = runCommandLine(makeFolder(), ["rollback", "--help"]).stdout;
    for (const option of ["to", "reason", "expires", "no-hold"]) expect(own).toContain(`--${option}`);
    expect(runCommandLine(offline, ["-h"]).stdout).toBe(stdout);
    expect([["help"], ["help", "rollback"]].map((args) => runCommandLine(offline, args).stdout)).toEqual([stdout, own]);
  });

  test("the version is package.json's", () => {
    const { version } = JSON.parse(readFileSync(path.resolve(import.meta.dirname, "../../package.json"), "utf8"));
    expect(runCommandLine(makeFolder(), ["--version"])).toEqual({ status: 0, stdout: `${version}\n`, stderr: "" });
  });
});

describe("colour", () => {
  test.each<[string, Record<string, string>, boolean]>([
    ["none in a pipe", {}, false],
    ["where it is forced", { FORCE_COLOR: "1" }, true],
    ["none where forced off", { FORCE_COLOR: "0" }, false],
    ["none with NO_COLOR", { NO_COLOR: "1" }, false],
  ])("%s", (_, more, coloured) => {
    const { status, stdout, stderr } = runCommandLine(online, ["plan"], more);
    const seen = [stdout, stderr].map((text) => escapes.test(text)); // the token's absence is a note on standard error
    expect({ status, seen }).toEqual({ status: 0, seen: [coloured, coloured] });
  });

  test.each<[string, Record<string, string>, boolean]>([
    ["on a terminal", {}, true],
    ["none on a terminal with NO_COLOR", { NO_COLOR: "1" }, false],
    ["none on a dumb terminal", { TERM: "dumb" }, false],
  ])("%s", (_, more, coloured) => {
    // util-linux's script(1) gives the program a terminal.
    const command = `'${process.execPath}' '${program}' plan`;
    const typescript = path.join(makeFolder(), "typescript");
    const env = shellEnvironment(more);
    const { status, stdout } = spawnSync("script", ["-qec", command, typescript], { cwd: online, env, encoding: "utf8" });
    expect({ status, coloured: escapes.test(stdout), stdout }).toMatchObject({ status: 0, coloured });
    expect(stdout).toContain("squid:release");
  });
});
