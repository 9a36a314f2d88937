/** @needs engine */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, rmSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { shellEnvironment } from "../support/command-line.ts";
import { engine } from "../support/engine.ts";
import { movingTag } from "../support/fixtures.ts";
import { makeFolder, removeFolders } from "../support/git.ts";
import { serveProxy } from "../support/github.ts";
import { startGitHub } from "../support/github-server.ts";
import { makeProject } from "../support/project.ts";
import { cleanUpSteps } from "../support/runner.ts";

afterAll(() => {
  cleanUpSteps();
  removeFolders();
});

/** An entry point as a runner that has fetched the action has it: without node_modules. */
function alone(name: string, without?: string): string {
  const folder = makeFolder();
  cpSync(path.resolve(import.meta.dirname, "../../dist"), folder, { recursive: true });
  if (without !== undefined) rmSync(path.join(folder, without));
  return path.join(folder, name);
}

describe.each(["TAGSTREAM_NODE20", "TAGSTREAM_NODE24"])("the bundles alone, on %s", (variable) => {
  test("the action plans, and writes its plan, its outputs and its summary", async () => {
    const { weekly } = makeProject(movingTag);
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

  test.each(["directly", "through a proxy"])(
    "with a token, it asks GitHub, %s: that part of the bundle is loaded late",
    async (way) => {
      const { weekly, repository } = makeProject(movingTag);
      const github = await startGitHub();
      github.branches.set("main", repository.head());
      const proxy = await serveProxy(github.url);
      const proxied = { GITHUB_API_URL: "http://api.test", http_proxy: proxy.url, no_proxy: "localhost,127.0.0.1" };
      const { status, log } = await weekly({
        main: way === "directly" ? alone("index.cjs", "undici.cjs") : alone("index.cjs"),
        node: engine(variable),
        inputs: { command: "plan", token: "planted-token" },
        env: way === "directly" ? { GITHUB_API_URL: github.url } : proxied,
      });
      await proxy.close();
      await github.close();
      expect({ status, log }).toMatchObject({ status: 0, log: expect.not.stringMatching(/planted-token|note:/) });
      expect(github.requests).toEqual([
        "GET /repos/osg/images/git/ref/heads%2Fmain",
        "GET /repos/osg/images",
        "GET /repos/osg/images/issues?labels=tagstream-hold&state=all&per_page=100",
        "GET /repos/osg/images/issues?labels=tagstream-yank&state=all&per_page=100",
      ]);
      expect(new Set(proxy.asked)).toEqual(new Set(way === "directly" ? [] : ["api.test:80"]));
    },
  );

  test.each(["plan", "history"])("the command line's %s", (command) => {
    const { repository } = makeProject(movingTag);
    const options = { cwd: repository.folder, env: shellEnvironment(), encoding: "utf8" } as const;
    const { status, stdout, stderr } = spawnSync(engine(variable), [alone("cli.cjs"), command], options);
    expect({ status, stdout, stderr }).toMatchObject({ status: 0, stdout: expect.stringContaining("squid:release") });
  });
});
