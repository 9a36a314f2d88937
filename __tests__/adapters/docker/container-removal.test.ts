/** Whether a container is removed once more after its end, with a stand-in for docker. */
import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { createContainers } from "../../../src/adapters/docker/containers.ts";
import { standInForDocker } from "../../support/docker-stand-in.ts";
import { makeLog } from "../../support/engine.ts";

const standIn = standInForDocker();

/** A docker whose `run` does this. Returns the commands that it was asked for. */
function docker(run: string): () => string[] {
  const log = standIn.file("calls");
  standIn.docker(`echo "$1" >>${log}\n[ "$1" = run ] || exit 0\n${run}`);
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
