/** Images that the daemon does not find at once, with a stand-in for docker. */
import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { createContainers } from "../../../src/adapters/docker/containers.ts";
import { standInForDocker } from "../../support/docker-stand-in.ts";
import { makeLog } from "../../support/engine.ts";

const image = `ghcr.io/osg/app@sha256:${"0".repeat(64)}`;
const standIn = standInForDocker();

/** A docker that has no image, and whose pulls end with these messages, one after the other, then well. */
function docker(...messages: string[]): () => number {
  const pulls = standIn.file("pulls");
  const cases = messages.map((message, at) => `${at + 1}) echo '${message}' >&2; exit 1;;`).join(" ");
  standIn.docker(`[ "$1" = pull ] || exit 1\necho >>${pulls}\ncase $(wc -l <${pulls}) in ${cases} esac`);
  return () => readFileSync(pulls, "utf8").length;
}

test.each([
  ["manifest unknown", ["Error response from daemon: manifest unknown", "manifest for x not found: manifest unknown"]],
  ["a blob that is not there", ["unknown blob: blob unknown to registry"]],
])("%s: pulled again", async (_, messages) => {
  const pulls = docker(...messages);
  await createContainers(false, [1, 1]).pull(image, "linux/amd64", makeLog());
  expect(pulls()).toBe(messages.length + 1);
});

test.each([
  ["not found for too long", ["not found", "not found", "not found"], 3],
  ["refused", ["denied: requested access to the resource is denied"], 1],
])("%s: said so", async (_, messages, times) => {
  const pulls = docker(...messages);
  await expect(createContainers(false, [1, 1]).pull(image, "linux/amd64", makeLog())).rejects.toThrow(messages[0] ?? "");
  expect(pulls()).toBe(times);
});
