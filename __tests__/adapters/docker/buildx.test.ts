/** @needs engine */
import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createBuilder } from "../../../src/adapters/docker/buildx.ts";
import { capture } from "../../../src/adapters/process/process.ts";
import { bakeDefinition } from "../../../src/core/build/bake.ts";
import { isDigest } from "../../../src/core/lib/digest.ts";
import type { BuildSpec } from "../../../src/core/unit/unit.ts";
import { makeFolder, makeLog, newRepository } from "../../support/engine.ts";
import { problemOf, withEnvironment } from "../../support/environment.ts";
import { makePlan, makePlannedUnit } from "../../support/plans.ts";

const builder = createBuilder();
let folder: Awaited<ReturnType<typeof makeFolder>>;

beforeAll(async () => {
  folder = await makeFolder({
    "plain/Dockerfile": 'FROM busybox:1.36\nARG A\nARG B\nRUN echo building && echo "$A" > /a\n',
    "elsewhere.Dockerfile": "FROM busybox:1.36\nCOPY plain.txt /\n",
    "plain/plain.txt": "plain\n",
    "broken/Dockerfile": "FROM busybox:1.36\nRUN echo about to fail && exit 3\n",
    "secret/Dockerfile":
      "FROM busybox:1.36\nRUN --mount=type=secret,id=a --mount=type=secret,id=b cat /run/secrets/a /run/secrets/b && exit 5\n",
    "key.txt": "kept-in-a-file\nand-a-second-line\n",
  });
});
afterAll(() => folder.dispose());

function requestFor(build: Partial<BuildSpec>) {
  const spec: BuildSpec = {
    context: "plain",
    dockerfile: "plain/Dockerfile",
    args: {},
    contexts: {},
    secrets: [],
    labels: {},
    ...build,
  };
  const unit = makePlannedUnit("plain:release", {
    build: spec,
    destinations: [{ repository: newRepository("plain"), required: true }],
  });
  return { unit, request: bakeDefinition(makePlan([unit]), unit) };
}

describe("the builder, before anything is built", () => {
  test("what it is and what it builds for", async () => {
    const facts = await builder.check();
    expect(facts.driver).toMatch(/^(remote|docker-container)$/);
    expect(facts.name).toBe(process.env["BUILDX_BUILDER"]);
    expect(facts.platforms).toEqual(expect.arrayContaining(["linux/amd64", "linux/arm64"]));
    expect(facts.buildx).toMatch(/^\d+\.\d+\.\d+/);
  });

  test("the driver docker cannot push by digest", async () => {
    const problem = await withEnvironment({ BUILDX_BUILDER: "default" }, () => problemOf(builder.check()));
    expect(problem).toMatchObject({
      code: "builder-driver",
      message:
        'The builder "default" (driver docker) cannot push by digest. Add docker/setup-buildx-action@v4 before this step (on your own machine: docker buildx create --use), or set BUILDX_BUILDER to another builder.',
    });
  });

  test("a builder that is not there", async () => {
    const problem = await withEnvironment({ BUILDX_BUILDER: "nobody" }, () => problemOf(builder.check()));
    expect(problem).toMatchObject({ code: "builder-unreachable", message: expect.stringContaining('no builder "nobody" found') });
  });

  test("a builder that does not answer", async () => {
    await capture(["docker", "buildx", "create", "--name", "tagstream-gone", "--driver", "remote", "tcp://127.0.0.1:1"]);
    try {
      const problem = await withEnvironment({ BUILDX_BUILDER: "tagstream-gone" }, () => problemOf(builder.check()));
      expect(problem).toMatchObject({
        code: "builder-unreachable",
        message: expect.stringContaining('The builder "tagstream-gone"'),
      });
    } finally {
      await capture(["docker", "buildx", "rm", "tagstream-gone"]);
    }
  });
});

describe("bake", () => {
  test("one unit, pushed by digest; the lines go to the log", async () => {
    const log = makeLog();
    expect(isDigest(await builder.bake(requestFor({}).request, folder.path, log))).toBe(true);
    expect(log.lines.join("\n")).toMatch(/RUN echo building[\s\S]*building/);
  });

  test("a Dockerfile that is not in the context", async () => {
    const { request } = requestFor({ dockerfile: "elsewhere.Dockerfile" });
    expect(isDigest(await builder.bake(request, folder.path, makeLog()))).toBe(true);
  });

  test("our environment may say other things of paths and metadata", async () => {
    const variables = {
      BUILDX_BAKE_FILE_RELATIVE_PATHS: "1",
      BUILDX_METADATA_PROVENANCE: "max",
      BUILDX_NO_DEFAULT_ATTESTATIONS: "1",
    };
    const { request } = requestFor({});
    expect(isDigest(await withEnvironment(variables, () => builder.bake(request, folder.path, makeLog())))).toBe(true);
  });

  test("a step that fails: which, its lines, its place", async () => {
    const { request } = requestFor({ context: "broken", dockerfile: "broken/Dockerfile" });
    const problem = await problemOf(builder.bake(request, folder.path, makeLog()));
    expect(problem?.code).toBe("build-failed");
    expect(problem?.message).toMatch(/RUN echo about to fail[\s\S]*about to fail[\s\S]*Dockerfile:2[\s\S]*exit code: 3/);
    expect(problem?.message).not.toContain("View build details");
  });

  test("a Dockerfile that is not there", async () => {
    const problem = await problemOf(builder.bake(requestFor({ dockerfile: "plain/Nofile" }).request, folder.path, makeLog()));
    expect(problem).toMatchObject({ code: "build-failed", message: expect.stringContaining("Nofile") });
  });

  test("secrets reach the build, from a variable and from a file outside the work tree, and no log and no error", async () => {
    const outside = await makeFolder({ key: "kept-in-a-file\nand-a-second-line\n" });
    await chmod(join(outside.path, "key"), 0o600);
    const secrets = [
      { id: "a", env: "TAGSTREAM_SECRET" },
      { id: "b", src: join(outside.path, "key") },
    ];
    const { request } = requestFor({ context: "secret", dockerfile: "secret/Dockerfile", secrets });
    const log = makeLog();
    const bake = () => problemOf(builder.bake(request, folder.path, log));
    const problem = await withEnvironment({ TAGSTREAM_SECRET: "kept-in-a-variable" }, bake);
    await outside.dispose();
    const details = [problem?.message, ...log.lines].join("\n");
    expect(problem?.message).toContain("exit code: 5"); // not "not found": they were there
    expect(problem?.message).toContain("***");
    expect(details).not.toMatch(/kept-in|second-line/);
  });
});

test("every value reaches buildx as it is written", async () => {
  const values = [
    "plain",
    "quotes \" and ' and `",
    "commas, and = and ;",
    "two\nlines\ttab",
    "\u0024{x} and $\u0024{x} and $$\u0024{x} and $x",
    "%{if} and %%{if} and %%%{if} and 100%",
    "back\\slash \\n \\\\",
    "\u0024{x}%{y}$",
    "grüße ✓ 🦑",
    "<>&|*?[]{}()!#~",
    "",
  ];
  const record = Object.fromEntries(values.map((value, at) => [`K${at}`, value]));
  const secrets = [{ id: "a,b", src: 'key, "1"=\u0024{x}.txt' }];
  const { request } = requestFor({ args: record, labels: { ...record, 'key "\u0024{x}", %{y}': "v" }, secrets });
  const work = await makeFolder({ "bake.json": JSON.stringify(request.definition), [secrets[0]?.src ?? ""]: "" });
  // In that folder: the secret's path is relative.
  const print = 'cd "$1" && exec docker buildx bake --print --file=bake.json unit';
  const { stdout, stderr } = await capture(["/bin/sh", "-c", print, "sh", work.path]);
  await work.dispose();
  expect(stdout + stderr).toContain('"target"');
  // The JSON that bake prints is escaped for bake again, but for the names.
  const unescaped = (value: unknown): unknown => JSON.parse(JSON.stringify(value).replace(/([$%])\1\{/g, "$1{"));
  const printed = JSON.parse(stdout).target.unit;
  expect(unescaped(printed.args)).toEqual(record);
  expect(unescaped(printed.labels)).toMatchObject({ ...record, 'key "\u0024{x}", %{y}': "v" });
  expect(unescaped(printed.secret)).toEqual(secrets);
});
