/** A machine that cannot build: no Docker, no buildx, an old one, no secrets. With an engine: `buildx.test.ts`. */
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { createBuilder } from "../../../src/adapters/docker/buildx.ts";
import type { SecretReference } from "../../../src/core/unit/unit.ts";
import { makeFolder } from "../../support/engine.ts";
import { problemOf, withEnvironment } from "../../support/environment.ts";

const builder = createBuilder();

test.each([
  [
    "too old",
    "echo github.com/docker/buildx v0.31.9 abc",
    "builder-old",
    "buildx 0.31.9 is too old. Tagstream needs 0.32.0 or later",
  ],
  [
    "not there",
    "echo 'docker: unknown command: docker buildx' >&2; exit 1",
    "builder-missing",
    "This machine has no `docker buildx`",
  ],
])("buildx is %s", async (_, answer, code, message) => {
  const bin = await makeFolder({ docker: `#!/bin/sh\n${answer}\n` });
  const problem = await withEnvironment({ PATH: `${bin.path}:${process.env["PATH"]}` }, () => problemOf(builder.check()));
  await bin.dispose();
  expect(problem).toMatchObject({ code, message: expect.stringContaining(message) });
});

test("no docker at all", async () => {
  expect(await withEnvironment({ PATH: "/nowhere" }, () => problemOf(builder.check()))).toMatchObject({
    code: "builder-missing",
  });
});

test("secrets that are not there", async () => {
  const folder = await makeFolder({ "key.txt": "kept-in-a-file\n" });
  const secrets: SecretReference[] = [
    { id: "set", env: "TAGSTREAM_SET" },
    { id: "empty", env: "TAGSTREAM_EMPTY" },
    { id: "unset", env: "TAGSTREAM_UNSET" },
    { id: "file", src: "key.txt" },
    { id: "nofile", src: "nokey.txt" },
    { id: "absolute", src: join(folder.path, "key.txt") },
  ];
  const missing = await withEnvironment({ TAGSTREAM_SET: "x", TAGSTREAM_EMPTY: "" }, () =>
    builder.missingSecrets(secrets, folder.path),
  );
  await folder.dispose();
  expect(missing.map(({ id }) => id)).toEqual(["empty", "unset", "nofile"]);
});
