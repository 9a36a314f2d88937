/** Whether a container is removed once more after its end, with a stand-in for docker. */
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { createContainers } from "../../../src/adapters/docker/containers.ts";
import { makeLog } from "../../support/engine.ts";

const before = process.env["PATH"];
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "tagstream-docker-"));
  process.env["PATH"] = `${folder}:${before}`;
});
afterEach(() => {
  process.env["PATH"] = before;
  rmSync(folder, { recursive: true });
});

/** A docker whose `run` does this. Returns the commands that it was asked for. */
function docker(run: string): () => string[] {
  const log = path.join(folder, "calls");
  writeFileSync(path.join(folder, "docker"), `#!/bin/sh\necho "$1" >>${log}\n[ "$1" = run ] || exit 0\n${run}\n`);
  chmodSync(path.join(folder, "docker"), 0o755);
  return () => readFileSync(log, "utf8").trim().split("\n");
}

test.each([
  ["its command succeeds: `--rm` has removed it", "exit 0", ["run"]],
  ["its command fails: `--rm` has removed it", "exit 9", ["run"]],
  ["docker fails, and may have left it", "exit 125", ["run", "rm"]],
  ["the command does not start", "exit 127", ["run", "rm"]],
  ["docker is killed, and has left it", "kill -KILL $$", ["run", "rm"]],
  ["the time limit ends docker, with whatever status", "trap 'exit 0' TERM; sleep 60 & wait", ["run", "rm"]],
])("%s", async (_, command, calls) => {
  const asked = docker(command);
  await createContainers().run("an-image", "linux/amd64", ["true"], { env: {}, timeout: 2000 }, makeLog());
  expect(asked()).toEqual(calls);
});
