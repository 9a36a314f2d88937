import { describe, expect, test } from "@jest/globals";
import { isTag, maximumTagLength } from "../../../src/core/tags/grammar.ts";
import type { PublicationFacts, Purpose, TagKind } from "../../../src/core/tags/kind.ts";
import { tagKinds } from "../../../src/core/tags/kinds.ts";
import { maximumMovingTagLength, movingTagFault } from "../../../src/core/tags/moving-tag.ts";
import { byWhatTheyShow, isTagOf, isWrittenOnce, publicationTags } from "../../../src/core/tags/publication-tags.ts";
import { timestamp } from "../../support/units.ts";

const unit = {
  streamTag: "25-release",
  aliases: [
    { tag: "latest", timestamps: false },
    { tag: "release", timestamps: true },
  ],
  evaluatedAliases: [
    { pattern: "sha-{sha}", timestamps: false },
    { pattern: "of-{label:org.example.version}", timestamps: true },
  ],
  variant: { series: "25" },
  versions: { gitTag: "v{version}" },
};
const moment = { timestamp: timestamp("20261123-0617"), sequence: 1 };
const version = { text: "1.4.2", lines: ["25-1.4", "25-1"] };
/** Facts from which every kind has a tag. */
const everything = {
  ...moment,
  rollback: true,
  commit: "c0ffee".repeat(7).slice(0, 40),
  inputs: "4be1c0ffee12".repeat(6).slice(0, 64),
  pullRequest: 123,
  version,
  sourceVersion: "1.5.0-rc.1",
  cache: { platform: "linux/ppc64le" },
  aliases: [
    { text: "sha-c0ffeec0ffee", timestamps: false, recorded: true },
    { text: "of-1.4", timestamps: true, recorded: false },
  ],
};

const named = (facts: PublicationFacts): (readonly [string, string, string])[] =>
  publicationTags(unit, facts).map(({ tag, kind, mutability }) => [tag, kind.name, mutability] as const);

describe("the list of a publication's tags", () => {
  test("of a publication: its timestamps, then the stream and the aliases", () => {
    expect(named({ purpose: "publish", ...moment })).toEqual([
      ["25-release-20261123-0617-01", "timestamp", "written once"],
      ["release-20261123-0617-01", "alias timestamp", "written once"],
      ["25-release", "stream", "moves"],
      ["latest", "alias", "moves"],
      ["release", "alias", "moves"],
    ]);
  });

  test("of a rollback: its mark comes first", () => {
    expect(named({ purpose: "publish", ...moment, rollback: true }).slice(0, 2)).toEqual([
      ["rb.25-release-20261123-0617-01", "rollback mark", "written once"],
      ["25-release-20261123-0617-01", "timestamp", "written once"],
    ]);
  });

  test("of an image that records no version: the mark of the version comes first", () => {
    expect(named({ purpose: "publish", ...moment, sourceVersion: "1.4.2" }).slice(0, 2)).toEqual([
      ["vm.25-release-20261123-0617-01.1.4.2", "version mark", "written once"],
      ["25-release-20261123-0617-01", "timestamp", "written once"],
    ]);
  });

  test("of one that gives its aliases their texts: the marks come first, the aliases last", () => {
    const { aliases } = everything;
    const tags = named({ purpose: "publish", ...moment, aliases });
    expect(tags.filter(([, name]) => name.includes("mark") || name.startsWith("evaluated"))).toEqual([
      ["25-release-20261123-0617-01.sha-c0ffeec0ffee", "alias mark", "written once"],
      ["of-1.4-20261123-0617-01", "evaluated alias timestamp", "written once"],
      ["sha-c0ffeec0ffee", "evaluated alias", "moves"],
      ["of-1.4", "evaluated alias", "moves"],
    ]);
    expect([tags[0]?.[1], tags.at(-1)?.[1]]).toEqual(["alias mark", "evaluated alias"]);
  });

  test("of a stream alone: no timestamp is known", () => {
    expect(named({ purpose: "publish" }).map(([tag]) => tag)).toEqual(["25-release", "latest", "release"]);
  });

  test("of a candidate: people pull the one that comes last", () => {
    expect(named({ purpose: "candidates", inputs: everything.inputs, pullRequest: 123 })).toEqual([
      ["rc.25-release.4be1c0ffee12", "inputs", "moves"],
      ["rc.25-release.pr-123", "pull request", "removed with its pull request"],
    ]);
    expect(named({ purpose: "candidates" })).toEqual([]);
  });

  test("of a version: the whole one never changes", () => {
    expect(named({ purpose: "versions", version })).toEqual([
      ["25-1.4.2", "version", "written once"],
      ["25-1.4", "version line", "moves"],
      ["25-1", "version line", "moves"],
    ]);
  });
});

/** No publication writes the tags of builds, whatever its purpose. */
const purposeOf = ({ writtenFor }: TagKind): Purpose => (writtenFor === "builds" ? "publish" : writtenFor);

describe.each(tagKinds.map((kind) => [kind.name, kind] as const))("the kind %s", (_, kind) => {
  const facts = { ...everything, purpose: purposeOf(kind) };

  test("reads what it prints, and no other kind reads it", () => {
    const tags = kind.print(unit, facts);
    expect(tags.length).toBeGreaterThan(0);
    for (const tag of tags) {
      expect(tagKinds.filter((other) => other.parse(tag, unit)).map(({ name }) => name)).toEqual([kind.name]);
      const read = kind.parse(tag, unit);
      expect(kind.print(unit, { ...facts, ...read })).toContain(tag);
    }
  });

  test("says what it is made from: without any facts it has no tag, or shows the stream", () => {
    const isConstant = kind.shows === "stream" && !kind.isEvaluated;
    expect(kind.print(unit, { purpose: facts.purpose })).toEqual(isConstant ? kind.print(unit, facts) : []);
  });

  test("says whether it needs the commit", () => {
    const { commit, ...others } = facts;
    const isMadeOfIt = kind.print(unit, others).join() !== kind.print(unit, { ...others, commit }).join();
    expect(kind.needsCommit ?? false).toBe(isMadeOfIt);
  });
});

// The text of an evaluated alias has any length: `aliasTextFault` checks it.
const bounded = tagKinds.filter(({ isEvaluated }) => !isEvaluated);
test.each(bounded.map((kind) => [kind.name, kind] as const))(
  "the kind %s fits into a tag with the longest moving tag",
  (_, kind) => {
    const longest = "x".repeat(maximumMovingTagLength);
    const long = { streamTag: longest, aliases: [{ tag: longest, timestamps: true }], variant: {} };
    const full = { ...everything, purpose: purposeOf(kind), sequence: 99, pullRequest: 999_999_999 };
    for (const tag of kind.print(long, full)) {
      expect(isTag(tag)).toBe(true);
      if (kind.writtenFor !== "versions") expect(tag).toHaveLength(maximumMovingTagLength + kind.extraLength);
    }
    expect(maximumMovingTagLength + kind.extraLength).toBeLessThanOrEqual(maximumTagLength);
  },
);

// A stream tag and an alias are moving tags. `versionClashes` keeps versions and moving tags apart, and only units with evaluated aliases have marks.
const reserved = tagKinds.filter(
  ({ shows, writtenFor, comesFirst, isEvaluated }) =>
    shows !== "stream" && writtenFor !== "versions" && !(comesFirst && isEvaluated),
);
test.each(reserved.map((kind) => [kind.name, kind] as const))("no moving tag reads as the kind %s", (_, kind) => {
  const tags = kind.print(unit, { ...everything, purpose: purposeOf(kind) });
  for (const tag of tags) expect([tag, movingTagFault(tag)]).toEqual([tag, expect.any(String)]);
});

test("a text is a tag of a publication of which only some facts are known", () => {
  const known = { purpose: "publish", timestamp: moment.timestamp, rollback: false } as const;
  expect(isTagOf(unit, known, "25-release-20261123-0617-07")).toBe(true);
  expect(isTagOf(unit, known, "latest")).toBe(true);
  expect(isTagOf(unit, known, "25-release-20261123-0618")).toBe(false);
  expect(isTagOf(unit, known, "rb.25-release-20261123-0617")).toBe(false);
  expect(isTagOf(unit, known, "latest-20261123-0617")).toBe(false);
  expect(isTagOf(unit, known, "25-1.4.2")).toBe(false);
});

test("only tags that are written once are claimed; a text that is no tag of the unit is not", () => {
  expect(isWrittenOnce(unit, "25-release-20261123-0617")).toBe(true);
  expect(isWrittenOnce(unit, "rb.25-release-20261123-0617")).toBe(true);
  expect(isWrittenOnce(unit, "25-1.4.2")).toBe(true);
  for (const tag of ["25-release", "latest", "25-1.4", "rc.25-release.pr-1", "other"])
    expect(isWrittenOnce(unit, tag)).toBe(false);
});

test("what shows the stream comes first, whatever order the tags had", () => {
  expect(byWhatTheyShow(unit, ["25-release-20261123-0617", "latest", "25-release"])).toEqual([
    "latest",
    "25-release",
    "25-release-20261123-0617",
  ]);
});
