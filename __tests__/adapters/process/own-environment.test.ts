import { execFile } from "node:child_process";
import { chmodSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { makeFolder } from "../../support/engine.ts";
import { makeProgram } from "../../support/program.ts";

const run = promisify(execFile);

/** What a test script can read of the variables of its parent and of itself: `NAME=value` each, and what its own environment has. */
const script = `#!/bin/sh
echo "parent $(tr '\\0' '\\n' < /proc/$PPID/environ | grep -a = | sort | tr '\\n' ' ')"
echo "own $(env | sort | tr '\\n' ' ')"
`;

const given = {
  INPUT_TOKEN: "planted-token",
  INPUT_CONFIG: "",
  ACTIONS_RUNTIME_TOKEN: "planted-runtime",
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: "planted-id",
  STATE_x: "planted-state",
  GITHUB_OUTPUT: "/planted-output",
  GITHUB_STEP_SUMMARY: "/planted-summary",
  GITHUB_REPOSITORY: "osg/images",
  OTHER: "kept: ✓ = \n second line",
  EMPTY: "",
};
const logins = {
  DOCKER_AUTH_CONFIG: '{"planted":1}',
  BUILDX_BAKE_GIT_AUTH_TOKEN: "planted-git",
  GITHUB_TOKEN: "planted-github",
  HTTPS_PROXY: "http://octo:planted-proxy@proxy.example.org:3128",
  no_proxy: "localhost",
};

let program: Awaited<ReturnType<typeof makeProgram>>;
let folder: Awaited<ReturnType<typeof makeFolder>>;
beforeAll(async () => {
  folder = await makeFolder({ "tests/look.sh": script });
  chmodSync(path.join(folder.path, "tests/look.sh"), 0o755);
  program = await makeProgram(`
    import { forgetLogins, holdsLogin } from "./src/adapters/docker/docker-config.ts";
    import { hideFromProc, hideOwnVariables } from "./src/adapters/process/own-environment.ts";
    import { createContainers } from "./src/adapters/docker/containers.ts";
    const [folder, forStranger] = process.argv.slice(2);
    hideOwnVariables(process.env);
    if (forStranger === "true") {
      forgetLogins(process.env, folder + "/temporary");
      hideFromProc(holdsLogin);
    }
    const log = { line: () => {} };
    const { output } = await createContainers(forStranger === "true").script(["tests/look.sh"], folder, { env: {}, timeout: 60000 }, log);
    const { GITHUB_OUTPUT, GITHUB_STEP_SUMMARY, HTTPS_PROXY, INPUT_TOKEN, OTHER, EMPTY } = process.env;
    console.log(JSON.stringify({ output, GITHUB_OUTPUT, GITHUB_STEP_SUMMARY, HTTPS_PROXY, INPUT_TOKEN, OTHER, EMPTY }));
  `);
});
afterAll(async () => {
  await program.dispose();
  await folder.dispose();
});

/** What a program, started as the runner starts the action, has afterwards, and what its test script sees. */
async function look(forStranger: boolean, more: Record<string, string> = {}) {
  const env = { PATH: process.env["PATH"] ?? "", HOME: folder.path, ...given, ...more };
  const { stdout } = await run(process.execPath, [program.path, folder.path, String(forStranger)], { env });
  const result = JSON.parse(stdout) as Record<string, string>;
  const [parent = "", own = ""] = (result["output"] ?? "").split("own ");
  return { ...result, parent, own };
}

describe("a test script", () => {
  test.each([
    ["of the repository", false, {}],
    ["of a stranger", true, logins],
  ])("%s reads in neither environment what is the action's alone", async (_, forStranger, more) => {
    const { parent, own } = await look(forStranger, more);
    expect(`${parent}${own}`).not.toContain("planted");
    // What everybody may see is where it was: the first list is a list.
    expect(parent).toContain("GITHUB_REPOSITORY=osg/images");
    expect(own).toContain("GITHUB_REPOSITORY=osg/images");
    expect(parent).toContain("OTHER=kept");
  });

  test("of a stranger uses a proxy without its login", async () => {
    const { own } = await look(true, logins);
    expect(own).toContain("HTTPS_PROXY=http://proxy.example.org:3128 ");
    expect(own).toContain("no_proxy=localhost ");
  });

  test("of the repository has the variables of its step", async () => {
    const { own } = await look(false, logins);
    expect(own).toContain("GITHUB_TOKEN=planted-github");
    expect(own).toContain("HTTPS_PROXY=http://octo:planted-proxy@proxy.example.org:3128");
  });
});

test("the action keeps what it needs itself", async () => {
  expect(await look(true, logins)).toMatchObject({
    GITHUB_OUTPUT: given.GITHUB_OUTPUT,
    GITHUB_STEP_SUMMARY: given.GITHUB_STEP_SUMMARY,
    HTTPS_PROXY: logins.HTTPS_PROXY,
    OTHER: given.OTHER,
    EMPTY: "",
  });
  expect(await look(true)).not.toHaveProperty("INPUT_TOKEN");
});
