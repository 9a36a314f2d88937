import { expect, test } from "@jest/globals";
import { shownPin } from "../../../src/core/result/shown-pin.ts";
import { makeDigest, makeUnit } from "../../support/units.ts";
import { stampOf } from "../../support/verdicts.ts";

const [digest, other] = [makeDigest("new"), makeDigest("held")];
const unit = makeUnit("squid:release", {
  destinations: [
    { repository: "one.example.org/osg/squid", required: true },
    { repository: "two.example.org/osg/squid", required: true },
  ],
});
const current = { stamp: stampOf("20261123-0617-01"), digest };
const tags = ["two.example.org/osg/squid:release"];

test("what files should name, in the first repository, if the run wrote any tag of the unit", () => {
  expect(shownPin(unit, tags, current, digest)).toEqual({
    pin: { unit: "squid:release", repository: "one.example.org/osg/squid", tag: "release-20261123-0617-01", digest },
  });
});

test.each<[string, Parameters<typeof shownPin>]>([
  ["it wrote none", [unit, [], current, digest]],
  ["a hold keeps the stream at another image", [unit, tags, current, other]],
  ["the stream shows nothing known", [unit, tags, current, undefined]],
  ["it published a version alone", [unit, tags, { digest }, digest]],
  ["nothing is published", [unit, tags, undefined, undefined]],
])("absent if %s", (_, given) => {
  expect(shownPin(...given)).toEqual({});
});
