/** Where the action and the command line find the repository, what they call it, and where its images go when nobody says. */
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, symlinkSync } from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { program, runCommandLine, shellEnvironment, startCommandLine } from "../support/command-line.ts";
import { type Files, makeFolder, makeRepository, removeFolders, type TestRepository } from "../support/git.ts";
import { cleanUpSteps, runStep } from "../support/runner.ts";

afterAll(() => {
  cleanUpSteps();
  removeFolders();
});

const nowhere: Files = {
  Dockerfile: "FROM scratch\n",
  ".github/tagstream.yml": "registries: [localhost:1/nowhere]\nversions: {}\nimages: { app: { context: . } }\n",
};
const byDefault: Files = { ...nowhere, ".github/tagstream.yml": "images: { app: { context: . } }\n" };

/** A repository in a folder of this name. */
function repositoryIn(name: string, files: Files): TestRepository {
  const folder = path.join(makeFolder(), name);
  mkdirSync(folder, { recursive: true });
  return makeRepository(files, folder);
}

describe("a checkout in a folder of the workspace", () => {
  test("without the input, the message names it, and the folder", async () => {
    const made = repositoryIn("my src", nowhere);
    const step = { workspace: path.dirname(made.folder), event: "push", payload: {}, env: { GITHUB_SHA: made.head() } };
    const { status, annotations } = await runStep(step);
    const message = expect.stringContaining(
      "The folder `my src` is a checkout: use the input `path: my src`. [git-not-repository]",
    );
    expect({ status, annotations }).toMatchObject({ status: 1, annotations: [{ message }] });
  });

  test("on the command line: `--path` or `-C`, before the command or after it", () => {
    const made = repositoryIn("my src", nowhere);
    const above = path.dirname(made.folder);
    for (const args of [
      ["-C", "my src", "plan"],
      ["plan", "--path", made.folder],
    ]) {
      expect(runCommandLine(above, args)).toMatchObject({ status: 0, stdout: expect.stringContaining("app:release") });
    }
    expect(runCommandLine(above, ["plan"])).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/use\s+`--path\s+'my\s+src'`/),
    });
    expect(runCommandLine(above, ["plan", "-C", "none"])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("`--path`"),
    });
  });
});

test("a link to the command line, as npm makes one, loads the command that it runs, and its errors are the same", () => {
  const made = repositoryIn("a", nowhere);
  const link = path.join(makeFolder(), "tagstream");
  symlinkSync(program, link);
  const options = { cwd: made.folder, env: shellEnvironment(), encoding: "utf8" } as const;
  const { status, stderr } = spawnSync(link, ["hold", "--only", "app", "--reason", "it broke"], options);
  expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining("[hold-write]") });
});

describe("what the command line calls a repository", () => {
  test.each([
    ["My Images", undefined, "local/My-Images"],
    ["bücher", undefined, "local/bucher"],
    ["owner+repo", "https://git.sr.ht/~user/my%20images", "user/my-images"],
  ])("in the folder %s, from %s: %s", (folder, remote, repository) => {
    const made = repositoryIn(folder, nowhere);
    if (remote !== undefined) made.git("remote", "add", "origin", remote);
    const { status, stdout, stderr } = runCommandLine(made.folder, ["plan", "--json"]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const plan = JSON.parse(stdout);
    expect(plan).toMatchObject({ repository, ...(remote === undefined ? {} : { source: remote }) });
  });

  test("a git tag that cannot be one is the option's fault, not the event's", () => {
    const { status, stderr } = runCommandLine(repositoryIn("a", nowhere).folder, ["plan", "--git-tag", "v1 4"]);
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining("--git-tag takes a name") });
  });
});

test("a dispatch on a git tag that is a version of other images than `only` selects", () => {
  const images = "images: { app: { context: . }, base: { context: ., versions: false } }";
  const configuration = `registries: [localhost:1/nowhere]\nversions: {}\n${images}\n`;
  const { folder } = makeRepository({ ...nowhere, ".github/tagstream.yml": configuration });
  const plan = (only: string) =>
    runCommandLine(folder, ["plan", "--event", "workflow_dispatch", "--git-tag", "v1.4.2", "--only", only]);
  const none =
    "so the git tag v1.4.2 publishes nothing (`only` leaves the other images out); to rebuild, start the workflow on main.";
  expect(plan("base")).toMatchObject({ status: 0, stdout: expect.stringContaining(none) });
  expect(plan("app")).toMatchObject({ status: 0, stdout: expect.stringMatching(/tags: 1\.4\.2, 1\.4, 1$/m) });
});

/**
 * A proxy that opens each tunnel into nothing that speaks TLS, so that no test asks the world. That
 * fault is final: a refused tunnel would be retried for more than a minute.
 */
async function startProxyWithoutTls(): Promise<{ url: string; asked: string[]; close(): Promise<unknown> }> {
  const asked: string[] = [];
  const server = http.createServer().on("connect", ({ url = "" }, socket) => {
    asked.push(url);
    socket.on("error", () => {});
    socket.once("data", () => socket.end("no TLS"));
    socket.write("HTTP/1.1 200 OK\r\n\r\n");
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const close = () => once(server.close(), "close");
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, close };
}

describe("where images go when the configuration does not say", () => {
  test("in the action on a GitHub Enterprise Server: nowhere, until it says", async () => {
    const made = repositoryIn("ghes", byDefault);
    const env = { GITHUB_SHA: made.head(), GITHUB_SERVER_URL: "https://ghes.example.com" };
    const payload = { repository: { default_branch: "main" } };
    for (const command of ["plan", "run", "history"]) {
      const { status, log } = await runStep({
        workspace: made.folder,
        event: "workflow_dispatch",
        payload,
        env,
        inputs: { command },
      });
      expect({ status, log }).toMatchObject({
        status: 1,
        log: expect.stringContaining("registries: [containers.ghes.example.com/osg]"),
      });
    }
  });

  // One: the other servers are in core/config/default-registry.test.ts.
  test("on the command line, from a repository on ghe.com: to that server's registry", async () => {
    const made = repositoryIn("clone", byDefault);
    made.git("remote", "add", "origin", "osg@acme.ghe.com:osg/images.git");
    const proxy = await startProxyWithoutTls();
    const { status, stdout, stderr } = await startCommandLine(made.folder, ["plan", "--json"], { HTTPS_PROXY: proxy.url });
    await proxy.close();
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(JSON.parse(stdout).units[0].references).toContain("containers.acme.ghe.com/osg/app:release");
    expect(new Set(proxy.asked)).toEqual(new Set(["containers.acme.ghe.com:443"]));
  });

  test("on the command line, from a server that is not GitHub's: it has to say", () => {
    const made = repositoryIn("clone", byDefault);
    made.git("remote", "add", "origin", "git@ghes.example.com:osg/images.git");
    const { status, stderr } = runCommandLine(made.folder, ["plan"]);
    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining("[config-registry]") });
  });
});
