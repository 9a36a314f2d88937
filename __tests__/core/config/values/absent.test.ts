import { expect, test } from "@jest/globals";
import { loadConfiguration } from "../../../../src/core/config/index.ts";
import { faultsIn } from "../support.ts";

// Values of images that a source does not have: no fault, and no part of another image's message.

const yaml = `streams: { old: { from: { branch: "1.3" } } }
values: { v: { file: VERSION } }
images:
  gone: { context: gone, args: { V: "{v}" } }
  here: { context: here, args: { V: "{v}" } }
`;
const source = { ref: "refs/heads/1.3", commit: "1".repeat(40) };

/** Reads the configuration, with these paths at the source. */
function load(text: string, folders: readonly string[]) {
  const kindOf = (path: string) => (folders.includes(path) ? "folder" : path.startsWith("here/") ? "file" : undefined);
  const places = { kindOf: () => "folder" as const, sources: new Map([["old", { source, kindOf }]]) };
  return loadConfiguration({ text, file: "tagstream.yml", owner: "octo-org", ...places });
}

test("an absent image needs no value", () => {
  const alone = yaml.replace(/ {2}here.*\n/, "");
  expect(load(alone, []).obstacles.get("gone:old")).toEqual({ absent: "not in 1.3: it has no context gone" });
});

test("the message names the image that is there, and counts no absent one", () => {
  expect(faultsIn(() => load(yaml, ["here"]))).toEqual([
    '2:22 config-path-missing value "v": "VERSION" does not exist in 1.3, for here (stream old)',
  ]);
});
