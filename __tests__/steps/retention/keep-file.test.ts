import { expect, test } from "@jest/globals";
import { readKept } from "../../../src/steps/retention/needs.ts";
import { makeUnit } from "../../support/units.ts";

const unit = {
  ...makeUnit("app:release"),
  destinations: [{ repository: "registry.example.org:443/octo/app", required: true }],
  candidates: "registry.example.org/octo/candidates",
};

test.each<[line: string, repository: string]>([
  ["registry.example.org/octo/app:rc.1", "registry.example.org:443/octo/app"],
  ["REGISTRY.example.org:443/octo/app:rc.1", "registry.example.org:443/octo/app"],
  ["registry.example.org:443/octo/candidates:rc.1", "registry.example.org/octo/candidates"],
])("%s is an image of ours, in any spelling of its repository", async (line, repository) => {
  const files = { readInside: async () => ({ text: line }) };
  const { needs } = await readKept("keep.txt", "/", [unit], files);
  expect(needs).toEqual([{ tag: { repository, tag: "rc.1" }, by: "keep.txt:1" }]);
});

test("a moving tag of a stranger's image needs nothing", async () => {
  const files = { readInside: async () => ({ text: "registry.example.org/octo/other:latest" }) };
  expect(await readKept("keep.txt", "/", [unit], files)).toEqual({ needs: [], unknown: [] });
});
