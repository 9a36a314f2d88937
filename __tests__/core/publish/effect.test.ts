import { expect, test } from "@jest/globals";
import { type Effect, referencesWritten } from "../../../src/core/publish/effect.ts";
import { makeDigest, makeUnit } from "../../support/units.ts";

const unit = makeUnit("squid:25-release", { aliases: [{ tag: "latest", timestamps: true }] });
const [repository, digest] = ["one.example.org/osg/squid", makeDigest("a")];
const tag = (text: string): Effect => ({ kind: "tag", repository, tag: text, digest });

test("results name the tags that were written, and leave out copies and the marks of rollbacks", () => {
  const effects: Effect[] = [
    { kind: "copy", digest, from: "two.example.org/osg/squid", to: repository },
    tag("rb.25-release-20261123-0617"),
    tag("25-release-20261123-0617"),
    tag("latest-20261123-0617"),
    tag("25-release"),
    tag("latest"),
  ];
  expect(referencesWritten(unit, effects)).toEqual(
    ["25-release-20261123-0617", "latest-20261123-0617", "25-release", "latest"].map((text) => `${repository}:${text}`),
  );
});
