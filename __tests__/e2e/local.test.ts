/**
 * `tagstream build --local`: a person's own machine, and no registry.
 * @needs engine
 */
import { spawnSync } from "node:child_process";
import { afterAll, afterEach, describe, expect, test } from "@jest/globals";
import { runCommandLine } from "../support/command-line.ts";
import { type Files, makeRepository, removeFolders } from "../support/git.ts";

const name = `local-${process.pid}`;
const docker = (...args: string[]): number | null => spawnSync("docker", args).status;
const project = (squid: string): Files => ({
  ".github/tagstream.yml": [
    "registries: [localhost:1/nowhere]",
    "images:",
    `  ${name}-base: { context: base, platforms: [linux/amd64, linux/arm64, linux/s390x] }`,
    `  ${name}: { context: squid, base: ${name}-base, secrets: [TOKEN], tests: [{ run: [test, -e, /squid] }] }`,
    "",
  ].join("\n"),
  "base/Dockerfile": "FROM busybox:1.36\nRUN echo base > /base\n",
  "squid/Dockerfile": `FROM ${name}-base\n${squid}`,
});
const withToken = "RUN --mount=type=secret,id=TOKEN,required=true cmp /base /base && cat /run/secrets/TOKEN > /squid\n";
const secret = { TOKEN: "planted-secret" };

afterEach(() => {
  docker("rmi", "--force", `${name}:release`, `${name}-base:release`);
});
afterAll(removeFolders);

describe("build --local", () => {
  test("builds what is checked out, its base too, with its secret, and leaves it in this machine's Docker", () => {
    const { folder } = makeRepository(project(withToken));
    const { status, stdout, stderr } = runCommandLine(folder, ["build", "--local"], secret);
    expect({ status, stdout, stderr }).toMatchObject({ status: 0 });
    expect(stdout).toContain(`In this machine's Docker, not pushed: ${name}-base:release, ${name}:release`);
    expect(stdout + stderr).not.toContain(secret.TOKEN);
    expect(docker("run", "--rm", `${name}:release`, "test", "-s", "/squid")).toBe(0);
    const left = spawnSync("docker", ["images", "--format", "{{.Repository}}"], { encoding: "utf8" }).stdout.split("\n");
    expect(left).not.toContain("tagstream-check");
  });

  test("a test that fails: the image is not kept, and its base is", () => {
    const { folder } = makeRepository(project("RUN echo nothing\n"));
    const { status, stderr } = runCommandLine(folder, ["build", "--local"], secret);
    expect({ status, stderr }).toMatchObject({ status: 1, stderr: expect.stringContaining("test-failed") });
    expect(docker("image", "inspect", `${name}-base:release`)).toBe(0);
    expect(docker("image", "inspect", `${name}:release`)).not.toBe(0);
  });

  test("a secret that is not set is asked for by name", () => {
    const { folder } = makeRepository(project(withToken));
    const { status, stderr } = runCommandLine(folder, ["build", "--local"]);
    expect({ status, stderr }).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("environment variable TOKEN is not set"),
    });
  });

  test("--dry-run builds nothing; another command is refused", () => {
    const { folder } = makeRepository(project(withToken));
    expect(runCommandLine(folder, ["build", "--local", "--dry-run"])).toMatchObject({
      status: 0,
      stdout: expect.stringContaining("2 to build in 1 job · nothing leaves this machine"),
    });
    expect(docker("image", "inspect", `${name}-base:release`)).not.toBe(0);
    expect(runCommandLine(folder, ["run", "--local"])).toMatchObject({ status: 2, stderr: expect.stringContaining("`--local`") });
  });
});
