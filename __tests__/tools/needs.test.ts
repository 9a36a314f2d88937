/** `npm test` with and without what test files need: what is left out is named, and no file uses it unsaid. */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, describe, expect, test } from "@jest/globals";
import filter from "../../tools/jest-filter.cjs";
import { makeFolder, removeFolders } from "../support/git.ts";

afterAll(removeFolders);

const root = path.resolve(import.meta.dirname, "../..");
const globals = 'import { expect, test } from "@jest/globals";\n';
const asks = `import { engine } from ${JSON.stringify(path.join(root, "__tests__/support/engine.ts"))};
test("asks", () => expect(engine("TAGSTREAM_TEST_REGISTRY")).toBe("localhost:1"));\n`;
const starts = `import { spawnSync } from "node:child_process";
const own = process.env["DOCKER_HOST"] + process.env["TAGSTREAM_ACT"];
const child = spawnSync("sh", ["-c", 'echo "$DOCKER_HOST$TAGSTREAM_ACT"; echo "$PATH"'], { encoding: "utf8" }).stdout;
test("starts", () => expect([own, child]).toEqual(["tcp://planted:1/planted/bin/act", expect.stringMatching("^tcp://planted:1/planted/bin/act\\n.*/planted/bin")]));\n`;
const needsNothing = 'test("adds", () => expect(1 + 1).toBe(2));\n';

const planted = {
  TAGSTREAM_TEST_REGISTRY: "localhost:1",
  DOCKER_HOST: "tcp://planted:1",
  TAGSTREAM_ACT: "/planted/bin/act",
  PATH: `/planted/bin:${process.env["PATH"]}`,
};

/** Jest as it is configured, over these test files. */
function jest(files: Record<string, string>, env: Record<string, string> = {}, ...options: string[]) {
  const folder = makeFolder();
  for (const [name, text] of Object.entries(files))
    writeFileSync(path.join(folder, name), text.replace("*/\n", `*/\n${globals}`));
  const own = { rootDir: root, roots: [folder], testMatch: [`${folder}/*.test.ts`] };
  const config = path.join(folder, "jest.config.mjs");
  const base = pathToFileURL(path.join(root, "jest.config.mjs")).href;
  writeFileSync(config, `import base from "${base}";\nexport default { ...base, ...${JSON.stringify(own)} };\n`);
  const argv = [
    "--experimental-vm-modules",
    "--no-warnings",
    "node_modules/jest/bin/jest.js",
    "--config",
    config,
    "--runInBand",
    ...options,
  ];
  const inherited = { PATH: process.env["PATH"] ?? "", HOME: process.env["HOME"] ?? "" };
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, {
    cwd: root,
    encoding: "utf8",
    env: { ...inherited, ...env },
  });
  const failed = [...stderr.matchAll(/^FAIL .*?(\w+)\.test\.ts/gm)].map(([, name]) => name).sort();
  const passed = [...stderr.matchAll(/^PASS .*?(\w+)\.test\.ts/gm)].map(([, name]) => name).sort();
  return { status, stdout, stderr, failed, passed };
}

const said = (text: string) => `/**\n * What it is about.\n * @needs engine\n */\n${text}`;
const unsaid = (text: string) => `/** What it is about. */\n${text}`;

describe("with an engine", () => {
  test("a file that says that it needs the engine has it; one that does not say so has none, nor have its programs", () => {
    const { status, failed, passed, stderr } = jest(
      {
        "asks.test.ts": said(asks),
        "asksUnsaid.test.ts": unsaid(asks),
        "plain.test.ts": unsaid(needsNothing),
        "starts.test.ts": said(starts),
        "startsUnsaid.test.ts": unsaid(starts),
        // Whatever ran before it in this process, it has the engine again.
        "again.test.ts": said(asks),
      },
      planted,
    );
    expect({ status, failed, passed }).toEqual({
      status: 1,
      failed: ["asksUnsaid", "startsUnsaid"],
      passed: ["again", "asks", "plain", "starts"],
    });
    expect(stderr).toContain("TAGSTREAM_TEST_REGISTRY is not set. A test file that needs the engine begins with");
    expect(stderr).toMatch(/unix:\/\/.*@needs engine/);
    expect(stderr).not.toContain("Left out");
  });
});

describe("without an engine", () => {
  test("what needs it is left out and named, and the rest runs", () => {
    const { status, failed, passed, stderr } = jest({ "asks.test.ts": said(asks), "plain.test.ts": unsaid(needsNothing) });
    expect({ status, failed, passed }).toEqual({ status: 0, failed: [], passed: ["plain"] });
    expect(stderr).toMatch(/^Left out, since the engine .* is not here: 1 test file\.$/m);
    expect(stderr).toMatch(/^ {2}.*asks\.test\.ts$/m);
  });

  test("a file that uses it unsaid fails", () => {
    expect(jest({ "unsaid.test.ts": unsaid(asks) })).toMatchObject({ status: 1, failed: ["unsaid"] });
  });

  test("a list of the test files has them all", () => {
    const { stdout } = jest({ "asks.test.ts": said(asks), "plain.test.ts": unsaid(needsNothing) }, {}, "--listTests");
    expect(stdout.match(/\w+\.test\.ts$/gm)?.sort()).toEqual(["asks.test.ts", "plain.test.ts"]);
  });

  test("where nothing is left to run, it says why", () => {
    const { status, stderr } = jest({ "asks.test.ts": said(asks), "starts.test.ts": said(starts) });
    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringMatching(/^Left out, .*: 2 test files\.$/m) });
  });
});

const asksBrowser = `test("asks", () => expect(process.env["TAGSTREAM_TEST_BROWSER"]).toBe(process.execPath));\n`;
const hasNone = `test("has none", () => expect(process.env["TAGSTREAM_TEST_BROWSER"]).toBeUndefined());\n`;
const saidBrowser = (text: string) => `/**\n * What it is about.\n * @needs browser\n */\n${text}`;
const saidBoth = (text: string) => `/**\n * What it is about.\n * @needs engine\n * @needs browser\n */\n${text}`;

describe("a browser", () => {
  const here = { TAGSTREAM_TEST_BROWSER: process.execPath };

  test("is there for the files that say that they need it, and for no other", () => {
    const files = { "asks.test.ts": saidBrowser(asksBrowser), "unsaid.test.ts": unsaid(hasNone) };
    const { status, failed, passed } = jest(files, here);
    expect({ status, failed, passed }).toEqual({ status: 0, failed: [], passed: ["asks", "unsaid"] });
  });

  test("and the engine are asked for separately", () => {
    const files = {
      "both.test.ts": saidBoth(asks),
      "engine.test.ts": said(asks),
      "asks.test.ts": saidBrowser(asksBrowser),
    };
    expect(jest(files, here).passed).toEqual(["asks"]);
    expect(jest(files, { ...planted, ...here }).passed).toEqual(["asks", "both", "engine"]);
  });

  test("is found on PATH; where there is none, the files that need it are left out and named", () => {
    const folder = makeFolder();
    const found = `test("asks", () => expect(process.env["TAGSTREAM_TEST_BROWSER"]).toBe(${JSON.stringify(`${folder}/chromium`)}));\n`;
    const files = { "asks.test.ts": saidBrowser(found), "plain.test.ts": unsaid(needsNothing) };
    for (const program of ["bash", "head", "grep"]) symlinkSync(`/bin/${program}`, path.join(folder, program));
    const alone = jest(files, { PATH: folder });
    expect(alone).toMatchObject({ status: 0, failed: [], passed: ["plain"] });
    expect(alone.stderr).toMatch(
      /^Left out, since a browser is not here: 1 test file\.$\n^Install Chromium.*$\n^ {2}.*asks\.test\.ts$/m,
    );
    writeFileSync(path.join(folder, "chromium"), "#!/bin/sh\nexec /snap/bin/chromium\n", { mode: 0o755 });
    expect(jest(files, { PATH: folder })).toMatchObject({ status: 0, passed: ["plain"] });
    writeFileSync(path.join(folder, "chromium"), "#!/bin/sh\n", { mode: 0o755 });
    expect(jest(files, { PATH: folder })).toMatchObject({ status: 0, passed: ["asks", "plain"] });
  });
});

test("all variables of the engine and the browser are taken from files that do not need them", () => {
  const folder = path.join(root, "script/lib");
  const scripts = [path.join(root, "script/engine"), ...readdirSync(folder).map((name) => path.join(folder, name))];
  const text = scripts.map((file) => readFileSync(file, "utf8")).join("\n");
  const exported = [...text.matchAll(/^ *export_line (\w+)/gm)].map(([, name]) => name);
  expect([...new Set(exported)].filter((name) => name !== "PATH").sort()).toEqual(
    Object.values(filter.needs)
      .flatMap(({ variables }) => variables)
      .sort(),
  );
});
