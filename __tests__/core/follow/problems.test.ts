import { expect, test } from "@jest/globals";
import { followProblems } from "../../../src/core/follow/problems.ts";
import { type Ending, resultOf } from "../../../src/core/result/result.ts";
import { followedEnding, makeFollower, makeMoving, waiting } from "../../support/followers.ts";

const place = { commandLine: true };
const found = (ending: Ending) =>
  followProblems([resultOf("rebuild", ending)], place).map(({ code, severity }) => `${severity} ${code}`);
const withdrawn = { ...waiting, withdrawn: "bad verdict of kim: crashes at start" };
const moving = makeMoving("squid:stable", "20261116-0617");

test.each<[string, Ending, string[]]>([
  ["a good image", { unit: makeFollower("squid:stable") }, []],
  ["a withdrawn one", { unit: makeFollower("squid:stable", withdrawn) }, ["error follow-bad"]],
  ["one that is not required", { unit: makeFollower("squid:stable", withdrawn, { required: false }) }, ["warning follow-bad"]],
  ["an old one", { unit: makeFollower("squid:stable", { ...waiting, stale: "31 d old" }) }, ["warning follow-stale"]],
  ["a yanked one, of which every run tells", { unit: makeFollower("squid:stable", withdrawn, { yanked: "kim yanked it" }) }, []],
  ["one that the run replaced", followedEnding({ ...moving, follow: { ...moving.follow, ...withdrawn } }), []],
  [
    "one that the run would have replaced",
    { unit: { ...moving, follow: { ...moving.follow, ...withdrawn } }, converged: { effects: [], yielded: "held" } },
    ["error follow-bad"],
  ],
])("a stream that shows %s", (_, ending, expected) => {
  expect(found(ending)).toEqual(expected);
});

test("the message has the command that rolls back, and what helps if there is nothing to go back to", () => {
  const [problem] = followProblems([resultOf("rebuild", { unit: makeFollower("squid:stable", withdrawn) })], place);
  expect(problem?.message).toBe(
    "squid:stable shows an image that must not be used: bad verdict of kim: crashes at start. Nothing moves back by itself. To roll back: `tagstream rollback --only 'squid:stable' --reason 'its source withdrew it'`. If it has no older image, advance it to a good one.",
  );
});
