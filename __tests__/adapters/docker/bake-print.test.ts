import { mkdirSync, symlinkSync } from "node:fs";
import path from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { printBake } from "../../../src/adapters/docker/bake-print.ts";
import type { BakeQuestion } from "../../../src/core/existing/bake-question.ts";
import { makeFolder, makeRepository, removeFolders } from "../../support/git.ts";

afterAll(removeFolders);

const question: BakeQuestion = { folder: ".", files: [{ path: "docker-bake.hcl" }], targets: ["default"], set: [], env: {} };
const files = { "docker-bake.hcl": "", "app/README.md": "" };
const environment = { ...process.env };

/** A `docker` that does what a script says, first in the path. */
function plantDocker(script: string): void {
  const folder = makeFolder();
  makeRepository({ docker: `#!/bin/sh\n${script}\n` }, folder);
  process.env["PATH"] = `${folder}:${environment["PATH"]}`;
}

/** Prints its arguments, its folder and one variable as JSON. */
const echo = (variable = "NONE") =>
  `args=; for arg in "$@"; do args="$args\\"$arg\\","; done; echo "{\\"args\\":[\${args%,}],\\"folder\\":\\"$PWD\\",\\"value\\":\\"$${variable}\\"}"`;

beforeEach(() => plantDocker(echo()));
afterEach(() => {
  process.env = { ...environment };
});

describe("bake --print", () => {
  test("gets the files, the overrides and the targets, in the folder", async () => {
    const { folder } = makeRepository(files);
    const asked: BakeQuestion = { ...question, folder: "app", set: ["*.args.A=1 2"], targets: ["api", "web"] };
    expect(await printBake(asked, folder)).toEqual({
      printed: {
        args: ["buildx", "bake", "--print", `--file=${folder}/docker-bake.hcl`, "--set=*.args.A=1 2", "api", "web"],
        folder: path.join(folder, "app"),
        value: "",
      },
    });
  });

  test("gets texts as files, which are gone afterwards", async () => {
    plantDocker(
      `for arg in "$@"; do case "$arg" in --file=*) file="\${arg#--file=}";; esac; done; echo "{\\"at\\":\\"$file\\",\\"is\\":$(cat "$file")}"`,
    );
    const { folder } = makeRepository(files);
    const answer = await printBake({ ...question, files: [{ text: '{"target":{}}' }] }, folder);
    expect(answer).toEqual({ printed: { at: expect.stringMatching(/0\.json$/), is: { target: {} } } });
  });

  test.each<[string, Record<string, string>, string]>([
    ["TAG", { TAG: "1.4.2" }, "1.4.2"],
    ["DOCKER_REPO", { DOCKER_REPO: "octo-org/app" }, "octo-org/app"],
    // What a workflow sets must not change which programs start, or whom docker asks.
    ["LD_PRELOAD", { LD_PRELOAD: "./evil.so" }, ""],
    ["BUILDX_BAKE_FILE", { BUILDX_BAKE_FILE: "https://example.org/bake.hcl" }, ""],
    ["DOCKER_API_VERSION", { DOCKER_API_VERSION: "1.0" }, ""],
    // This machine's variables are none of a stranger's business.
    ["GITHUB_TOKEN", {}, ""],
  ])("evaluates %s with %j as %j", async (variable, env, value) => {
    process.env["GITHUB_TOKEN"] = "secret";
    plantDocker(echo(variable));
    const { folder } = makeRepository(files);
    expect(await printBake({ ...question, env }, folder)).toMatchObject({ printed: { value } });
  });

  test("PATH is this machine's", async () => {
    const { folder } = makeRepository({ ...files, docker: "#!/bin/sh\nexit 7\n" });
    expect(await printBake({ ...question, env: { PATH: folder } }, folder)).toMatchObject({ printed: { folder } });
  });

  test.each<[string, Partial<BakeQuestion>, string]>([
    [
      "a definition from elsewhere",
      { targets: ["https://github.com/octo-org/app.git"] },
      '"https://github.com/octo-org/app.git" is no name of a target: definitions from elsewhere are not read',
    ],
    ["an option", { targets: ["--allow=fs"] }, '"--allow=fs" is no name of a target: definitions from elsewhere are not read'],
    [
      "a file from elsewhere",
      { files: [{ path: "https://example.org/bake.hcl" }] },
      "https://example.org/bake.hcl is not a file of the repository",
    ],
    ["a file outside", { files: [{ path: "../bake.hcl" }] }, "../bake.hcl is no file of the repository"],
    ["a link to the outside", { files: [{ path: "link.hcl" }] }, "link.hcl is no file of the repository"],
    ["a folder outside", { folder: ".." }, ".. is no folder of the repository"],
  ])("refuses %s", async (_, asked, fault) => {
    const { folder } = makeRepository(files);
    symlinkSync("/etc/hostname", path.join(folder, "link.hcl"));
    expect(await printBake({ ...question, ...asked }, folder)).toEqual({ fault });
  });

  test.each([
    [
      "echo 'ERROR: docker-bake.hcl:3: unknown variable X' >&2; exit 1",
      "`docker buildx bake --print` failed: docker-bake.hcl:3: unknown variable X",
    ],
    ["echo 'docker: unknown command: docker buildx' >&2; exit 1", "this machine has no `docker buildx`, which reads bake files"],
    ["echo no JSON", "`docker buildx bake --print` printed no JSON"],
  ])("tells why there is no answer: %s", async (script, fault) => {
    plantDocker(script);
    const { folder } = makeRepository(files);
    expect(await printBake(question, folder)).toEqual({ fault });
  });

  test("is no failure on a machine without docker", async () => {
    const { folder } = makeRepository(files);
    const empty = path.join(makeFolder(), "bin");
    mkdirSync(empty);
    process.env["PATH"] = empty;
    expect(await printBake(question, folder)).toEqual({ fault: "this machine has no `docker`, whose buildx reads bake files" });
  });
});
