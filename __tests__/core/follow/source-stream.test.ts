import { expect, test } from "@jest/globals";
import { sourceStream } from "../../../src/core/follow/source-stream.ts";
import { makeFollows } from "../../support/followers.ts";

test.each([
  ["a plain tag", "stable", "stable", "squid:fresh", "fresh"],
  ["one with a variant before it", "stable", "25-el9-stable", "squid:25-el9-fresh", "fresh"],
  ["one with a variant behind it", "stable", "stable-el9", "squid:fresh-el9", "fresh"],
  ["one without its stream's name", "stable", "25-el9", "squid:25-el9-fresh", "25-el9-fresh"],
  ["a source of another form", "stable", "25-stable", "squid:fresh-25", "fresh-25"],
  ["a source whose tag is only the variant", "stable", "25-stable", "squid:25-", "25-"],
])("%s", (_name, stream, streamTag, source, expected) => {
  expect(sourceStream({ follows: makeFollows(source), stream, streamTag })).toBe(expected);
});
