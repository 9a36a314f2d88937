import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { shellEnvironment } from "../support/command-line.ts";
import { engine } from "../support/engine.ts";
import { family } from "../support/fixtures.ts";
import { makeFolder, removeFolders } from "../support/git.ts";
import { answers, serveGitHub } from "../support/github.ts";
import { makeProject } from "../support/project.ts";
import { cleanUpSteps } from "../support/runner.ts";

afterAll(() => {
  cleanUpSteps();
  removeFolders();
});

/** A committed file alone, as a runner that has fetched the action has it: without node_modules. */
function alone(name: string): string {
  const file = path.join(makeFolder(), name);
  copyFileSync(path.resolve(import.meta.dirname, "../../dist", name), file);
  return file;
}

describe.each(["TAGSTREAM_NODE20", "TAGSTREAM_NODE24"])("the bundles alone, on %s", (variable) => {
  test("the action plans, and writes its plan, its outputs and its summary", async () => {
    const { weekly } = makeProject(family);
    const { status, log, outputs, summary } = await weekly({
      main: alone("index.cjs"),
      node: engine(variable),
      inputs: { command: "plan" },
    });
    expect({ status, log }).toMatchObject({ status: 0 });
    expect(existsSync(outputs["plan"] ?? "")).toBe(true);
    expect(outputs["matrix"]).toBe('{"include":[{"job":"base.release"}]}');
    expect(summary).toContain("squid:release");
    expect(log).not.toMatch(/warning/i); // of Node's own: what is deprecated
  });

  test("with a token, it asks GitHub: that part of the bundle is loaded late", async () => {
    const { weekly, repository } = makeProject(family);
    const github = await serveGitHub([answers.ref("main", repository.head())]);
    const { status, log } = await weekly({
      main: alone("index.cjs"),
      node: engine(variable),
      inputs: { command: "plan", token: "planted-token" },
      env: { GITHUB_API_URL: github.url },
    });
    await github.close();
    expect({ status, log }).toMatchObject({ status: 0, log: expect.not.stringContaining("planted-token") });
    expect(github.requests).toEqual([
      { line: "GET /repos/osg/images/git/ref/heads%2Fmain", authorization: "token planted-token" },
    ]);
  });

  test("the command line plans", () => {
    const { repository } = makeProject(family);
    const options = { cwd: repository.folder, env: shellEnvironment(), encoding: "utf8" } as const;
    const { status, stdout, stderr } = spawnSync(engine(variable), [alone("cli.cjs"), "plan"], options);
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: "", stderr: expect.stringContaining("squid:release") });
  });
});
