/** `npm run bench` on a machine that lacks something: brought, or said in one line. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { makeFolder, removeFolders, TestRepository } from "../support/git.ts";

afterAll(removeFolders);

const root = path.resolve(import.meta.dirname, "../..");

/** A benchmark with registries that nobody can reach and an empty cache, where `go install` does this. */
function bench(names: readonly string[], go: string): { status: number | null; stdout: string; stderr: string; cache: string } {
  const [cache, bin] = [makeFolder(), makeFolder()];
  new TestRepository(bin).write({ go: `#!/bin/sh\n${go}\n` });
  const env = {
    PATH: `${bin}:${process.env["PATH"]}`,
    HOME: cache,
    TAGSTREAM_CACHE: cache,
    TAGSTREAM_TEST_REGISTRY: "localhost:1",
    TAGSTREAM_TEST_REGISTRY_B: "localhost:1",
    TAGSTREAM_CRANE: path.join(cache, "bin/crane"),
  };
  const argv = ["tools/run.mjs", "bench/index.ts", ...names];
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, { cwd: root, env, encoding: "utf8" });
  return { status, stdout, stderr, cache };
}

const noStack = expect.not.stringMatching(/^ +at /m);

describe("a program that is not built", () => {
  test("is built before it is used", () => {
    const { status, stderr, cache } = bench(["tag-move"], 'printf "#!/bin/sh\\n" > "$GOBIN/crane"; chmod +x "$GOBIN/crane"');
    expect(stderr).toMatch(/building crane/);
    expect(existsSync(path.join(cache, "bin/crane"))).toBe(true);
    // … and then it is the registry that is missing.
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: expect.stringMatching(/^tag-move was not measured: .*localhost:1/m),
    });
    expect(stderr).toEqual(noStack);
  });

  test("and cannot be: one line names the command that would bring it, and the next benchmark has its turn", () => {
    const { status, stderr } = bench(["tag-move", "copying"], "echo no compiler here >&2; exit 1");
    expect({ status, stderr }).toEqual({ status: 1, stderr: noStack });
    for (const name of ["tag-move", "copying"]) {
      expect(stderr).toMatch(new RegExp(`^${name} was not measured: .script/engine tools crane. failed: status 1$`, "m"));
    }
  });
});

test("a benchmark that there is not", () => {
  const { status, stderr } = bench(["tag-mov"], "exit 1");
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: expect.stringMatching(/^There is no benchmark tag-mov: startup, .*$/m),
  });
  expect(stderr).toEqual(noStack);
});
