import { expect, test } from "@jest/globals";
import { standingVerdicts } from "../../../src/core/verdicts/standing.ts";
import { digestOf, stampOf, verdict } from "../../support/verdicts.ts";

const again = stampOf("20261123-0617");

test.each([
  ["one", [verdict()], ["octo good"]],
  ["a person's last one", [verdict(), verdict({ verdict: "bad" })], ["octo bad"]],
  ["a person's last one, back again", [verdict(), verdict({ verdict: "bad" }), verdict()], ["octo good"]],
  ["a person in another case", [verdict({ verdict: "bad" }), verdict({ by: "OCTO" })], ["OCTO good"]],
  ["two persons", [verdict(), verdict({ by: "mona", verdict: "bad" })], ["octo good", "mona bad"]],
  ["the last words come last", [verdict(), verdict({ by: "mona" }), verdict({ verdict: "bad" })], ["mona good", "octo bad"]],
  ["none after undo, of anybody", [verdict(), verdict({ by: "mona" }), verdict({ by: "hal", verdict: "undone" })], []],
  ["one after undo", [verdict({ verdict: "undone" }), verdict()], ["octo good"]],
  ["of the same digest under another timestamp", [verdict({ verdict: "bad" }), verdict({ stamp: again })], ["octo good"]],
  ["of another digest", [verdict({ verdict: "bad" }), verdict({ digest: digestOf("2") })], ["octo bad", "octo good"]],
  ["of another unit", [verdict({ verdict: "bad" }), verdict({ unit: "web:fresh", verdict: "undone" })], ["octo bad"]],
])("what stands: %s", (_, entries, standing) => {
  expect(standingVerdicts(entries).map(({ by, verdict: word }) => `${by} ${word}`)).toEqual(standing);
});
