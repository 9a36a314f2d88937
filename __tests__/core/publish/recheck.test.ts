import { describe, expect, test } from "@jest/globals";
import { type Publishing, recheck } from "../../../src/core/publish/recheck.ts";
import { makePublicationId } from "../../support/holds.ts";
import { timestamp } from "../../support/units.ts";

const inputs = "4b".repeat(32);
const own: Publishing = {
  stamp: makePublicationId("20261130-0617"),
  intent: "rebuild",
  inputs: { hash: inputs },
  revision: "8d2f31c",
  built: timestamp("20261130-0617"),
};
/** An image that was built a week before, under a later timestamp. */
const other = {
  stamp: makePublicationId("20261130-0627"),
  annotations: { inputs, built: timestamp("20261123-0617") },
};

describe("an older build under a later timestamp", () => {
  test("is followed by a rebuild of the same inputs: it was promoted", () => {
    expect(recheck(own, other, undefined)).toEqual({ kind: "follow" });
  });

  test("is as new as its timestamp if the plan knew its image: a later rebuild kept it", () => {
    expect(recheck(own, { ...other, again: true }, undefined)).toEqual({ kind: "publish" });
    expect(recheck(own, { ...other, again: true, annotations: { ...other.annotations, inputs: "5c" } }, false)).toEqual({
      kind: "publish",
    });
  });

  test("is followed by the branch's tip of other inputs all the same", () => {
    const newest = { ...other, again: true as const, annotations: { ...other.annotations, inputs: "5c" } };
    expect(recheck(own, newest, true)).toEqual({ kind: "follow" });
  });
});
