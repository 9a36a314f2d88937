import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { failure } from "../../src/core/lib/problems/problem.ts";
import { removeFolders } from "../support/git.ts";
import { plantedParts, plantedSetup, signature, plantedWorkflow as written } from "../support/init-parts.ts";
import { contentsOf, type InitCall, initProject } from "../support/init-run.ts";

afterAll(removeFolders);

const config = ".github/tagstream.yml";
const workflow = ".github/workflows/images.yml";
const project = (more: Record<string, string> = {}) => {
  const made = initProject({ Dockerfile: "FROM busybox:1.36\n", ...more });
  return { ...made, init: (call: InitCall = {}) => made.init({ parts: plantedParts, ...call }) };
};
const textOf = (folder: string, file: string) => readFileSync(path.join(folder, file), "utf8");

describe("init has no way to go on", () => {
  test("in a repository without anything to build", async () => {
    const made = initProject({ "README.md": "" });
    const parts = { ...plantedParts, readExisting: () => ({ setup: { ...plantedSetup, builds: [] }, questions: [] }) };
    expect((await made.init({ parts })).status).toMatch(/^init-nothing: There is nothing to build in /);
  });

  test("without a remote, if nothing else names a registry", async () => {
    const { folder, init } = project();
    const before = contentsOf(folder);
    expect((await init({ isLocal: true, terminal: { yes: true } })).status).toMatch(
      /^init-no-registry: Nothing says where .* `origin` is missing or names no host/,
    );
    expect(contentsOf(folder)).toEqual(before);
    const proposeConfiguration = () => ({
      text: "registries: [quay.io/octo-org]\nimages: { app: { context: . } }\n",
      left: [],
      notes: [],
    });
    const parts = { ...plantedParts, proposeConfiguration };
    expect((await init({ isLocal: true, parts, terminal: { yes: true } })).status).toBe(0);
  });

  test("if the configuration is not valid", async () => {
    const { init } = project({ [config]: "imagez: {}\n" });
    expect((await init({ answers: ["y"] })).status).toMatch(/^config-unknown-key: /);
  });

  test("with images that it cannot carry over: it says why, at each place", async () => {
    const { folder, init } = project();
    const before = contentsOf(folder);
    const place = { file: ".github/workflows/docker.yml", line: 7 };
    const leave = (tag: string) => ({
      repository: "ghcr.io/octo-org/app",
      tag,
      place,
      why: "its build context dist is no folder",
    });
    const proposeConfiguration = () => ({ text: "", left: [leave("main"), leave("latest")], notes: ["No image is left."] });
    const { status } = await init({ parts: { ...plantedParts, proposeConfiguration }, terminal: { yes: true } });
    expect(String(status).split("\n")).toEqual([
      "init-none-left: Tagstream can carry over none of today's images, so it wrote nothing. Change what the next lines name, or write .github/tagstream.yml by hand (docs/guide/quick-start.md) and run init again: it then writes the workflow.",
      "init-none-left: ghcr.io/octo-org/app:main, ghcr.io/octo-org/app:latest: its build context dist is no folder.",
      'init-none-left: Not understood: "flavor: suffix=$X-rc": nothing sets `X`.',
    ]);
    expect(contentsOf(folder)).toEqual(before);
  });

  test("with a proposal that is not valid: it says that this is its own fault", async () => {
    const { folder, init } = project();
    const before = contentsOf(folder);
    const parts = { ...plantedParts, proposeConfiguration: () => ({ text: "images: {}\n", left: [], notes: [] }) };
    const { status } = await init({ parts, terminal: { yes: true } });
    expect(
      String(status)
        .split("\n")
        .map((line) => line.split(":")[0]),
    ).toEqual(["init-invalid", "config-empty"]);
    expect(contentsOf(folder)).toEqual(before);
  });

  test.each<[InitCall, string]>([
    [{ terminal: { check: true, yes: true, uses: "a/b@c" } }, "`--check` writes nothing: leave out `--yes` and `--uses`."],
    [
      { terminal: { yes: true }, request: { dryRun: true } },
      "Use either `--yes` or `--dry-run`: one writes the files, the other shows them.",
    ],
    [
      { terminal: { uses: "tagstream" } },
      'uses: "tagstream" names no action. Write OWNER/tagstream@v1, or a commit after the `@`.',
    ],
  ])("with options that do not fit: %j", async (call, message) => {
    expect((await project().init(call)).status).toBe(`input-invalid: ${message}`);
  });
});

describe("what registries hold", () => {
  test("is compared with what workflows write", async () => {
    const { printed } = await project().init({ listed: async () => ["main", "1.3.0", "old"] });
    expect(printed).toContain(
      "  registry: ghcr.io/octo-org/app has 3 tags, among them main; no workflow writes 1 of them (old): they stay\n",
    );
  });

  test("is a note if they do not answer", async () => {
    const { init } = project();
    await expect(init({ listed: () => Promise.reject(new TypeError("a defect")) })).rejects.toThrow("a defect");
    const denied = failure("registry-denied", "ghcr.io refused to list octo-org/app. Log in.");
    const { printed } = await init({ listed: () => Promise.reject(denied) });
    expect(printed).toContain(
      "  registry: ghcr.io/octo-org/app does not say what it holds: ghcr.io refused to list octo-org/app\n",
    );
  });
});

describe("init --check", () => {
  const current = { [config]: "images: { app: { context: . } }\n", [workflow]: written };

  test("is green if the workflow is what this version writes", async () => {
    const { init } = project(current);
    expect(await init({ terminal: { check: true } })).toEqual({
      status: 0,
      printed: "",
      lines: [`${workflow} is what this version of Tagstream writes.`],
      questions: [],
    });
  });

  test("is green in a checkout with other ends of lines", async () => {
    const { init } = project({ ...current, [workflow]: written.replaceAll("\n", "\r\n") });
    expect((await init({ terminal: { check: true } })).status).toBe(0);
  });

  test("prints a difference alone, which git applies, and is red", async () => {
    const { folder, init } = project({ ...current, [workflow]: written.replace("# units: app:release\n", "") });
    const { status, printed } = await init({ terminal: { check: true } });
    expect(status).toBe(1);
    execFileSync("git", ["-C", folder, "apply", "-"], { input: printed });
    expect(textOf(folder, workflow)).toBe(written);
    expect((await init({ terminal: { check: true } })).status).toBe(0);
  });

  test("has JSON for machines", async () => {
    const { init } = project({ ...current, ".github/workflows/other.yml": `${signature}\n` });
    const { status, printed } = await init({ terminal: { check: true, json: true } });
    expect([status, JSON.parse(printed)]).toEqual([
      1,
      {
        workflows: [
          { file: workflow, is: "current" },
          {
            file: ".github/workflows/other.yml",
            is: "different",
            why: "it names no action",
            diff: expect.stringContaining("+# uses: OWNER/tagstream@v1\n"),
          },
        ],
      },
    ]);
  });

  test("is red without such a workflow, and with a configuration that is not valid", async () => {
    expect((await project().init({ terminal: { check: true } })).status).toMatch(/^init-no-workflow: No workflow in /);
    expect((await project({ [workflow]: written }).init({ terminal: { check: true } })).status).toMatch(/^config-missing: /);
  });
});
