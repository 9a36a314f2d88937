/** Checks of the configuration, the images and GitHub: each fault, planted. */
import { describe, expect, test } from "@jest/globals";
import { buildContexts } from "../../../../src/core/doctor/checks/build-contexts.ts";
import { configuration } from "../../../../src/core/doctor/checks/configuration.ts";
import { floatingBases } from "../../../../src/core/doctor/checks/floating-bases.ts";
import { freshness } from "../../../../src/core/doctor/checks/freshness.ts";
import { holds } from "../../../../src/core/doctor/checks/holds.ts";
import type { Hold } from "../../../../src/core/holds/hold.ts";
import { day } from "../../../../src/core/lib/time/duration.ts";
import { configured, findingsOf, registryWith } from "../../../support/doctor-facts.ts";

describe("configuration", () => {
  test("shows all faults at once", () => {
    const problems = [
      { code: "config-unknown-key", severity: "error", message: 'unknown key "plattforms"', file: "t.yml", line: 3 },
      { code: "config-missing", severity: "error", message: "There is no configuration" },
    ] as const;
    expect(findingsOf(configuration, { configuration: { known: { problems } } })).toEqual([
      {
        level: "fails",
        check: "configuration",
        subject: "t.yml:3",
        what: 'unknown key "plattforms"',
        remedy: "see config-unknown-key",
        place: { file: "t.yml", line: 3 },
      },
      {
        level: "fails",
        check: "configuration",
        subject: ".github/tagstream.yml",
        what: "There is no configuration",
        remedy: "`tagstream init` writes one",
      },
    ]);
  });

  test("takes a warning for a risk", () => {
    const warnings = [{ code: "config-unquoted", severity: "warning", message: "not used", file: "t.yml", line: 2 }] as const;
    expect(findingsOf(configuration, configured({ warnings }))).toEqual([
      {
        level: "risk",
        check: "configuration",
        subject: "t.yml:2",
        what: "not used",
        remedy: "see config-unquoted",
        place: { file: "t.yml", line: 2 },
      },
    ]);
  });

  test("that nobody could read is unknown", () => {
    expect(findingsOf(configuration, { configuration: { unknown: "git is missing" } })).toEqual([
      { level: "unknown", check: "configuration", subject: ".github/tagstream.yml", what: "git is missing" },
    ]);
  });
});

describe("floating-bases", () => {
  const base = { image: "squid", reference: "docker.io/library/alpine:latest", file: "squid/Dockerfile", line: 4 };
  const found = {
    level: "risk",
    check: "floating-bases",
    subject: "base of squid",
    what: "docker.io/library/alpine:latest may be another release tomorrow",
    remedy: "name a version, such as almalinux:9",
  };

  test("names the base and its line", () => {
    const place = { file: "squid/Dockerfile", line: 4 };
    expect(findingsOf(floatingBases, { bases: { known: [base] } })).toEqual([{ ...found, place }]);
    const { line: _, ...withoutLine } = base;
    expect(findingsOf(floatingBases, { bases: { known: [withoutLine] } })).toEqual([found]);
  });

  test.each(["9", "22.04", "bookworm", "3.22-edge"])("takes %s for a version", (tag) => {
    const reference = `docker.io/library/alpine:${tag}`;
    expect(findingsOf(floatingBases, { bases: { known: [{ ...base, reference }] } })).toEqual([]);
  });
});

test("build-contexts: the whole repository", () => {
  expect(findingsOf(buildContexts, { wholeContexts: { known: [{ image: "squid", files: 1200 }] } })).toEqual([
    {
      level: "risk",
      check: "build-contexts",
      subject: "context of squid",
      what: "it has no ignore file, so the build receives 1,200 files and .git, and every commit rebuilds it",
      remedy: "list what the build does not need in .dockerignore, or give the image its own folder as `context`",
    },
  ]);
});

describe("holds", () => {
  const hold: Hold = {
    issue: 12,
    url: "https://github.com/octo/images/issues/12",
    scope: ["squid:release"],
    reason: "it crashes",
    owner: "octo",
    since: "2026-11-10T00:00:00Z",
    expires: "2026-11-24",
    digests: new Map(),
  };

  test("that are overdue make runs fail", () => {
    expect(findingsOf(holds, { holds: { known: [hold] } })).toEqual([
      {
        level: "fails",
        check: "holds",
        subject: "hold #12 on squid:release",
        what: "it was to end on 2026-11-24, and runs fail until somebody decides (octo is in charge)",
        remedy: "release it with the command `resume`, or give it a later day in its issue",
      },
    ]);
  });

  test("are well on their last day, and without one", () => {
    const { expires: _, ...endless } = hold;
    expect(findingsOf(holds, { holds: { known: [{ ...hold, expires: "2026-11-25" }, endless] } })).toEqual([]);
  });
});

test("freshness: old images, and unknown ages", () => {
  const ages = [
    { name: "squid:release", required: true, state: "stale", age: 16 * day, published: "2026-11-09T12:00:00Z" },
    { name: "origin:release", required: false, state: "stale", age: 11 * day, published: "2026-11-14T12:00:00Z" },
    { name: "xcache:release", required: true, state: "unknown", unknown: "hub is down." },
    { name: "new:release", required: true, state: "never" },
    { name: "young:release", required: true, state: "fresh", age: day, published: "2026-11-24T12:00:00Z" },
  ] as const;
  const remedy = "find the cause with `tagstream check`";
  expect(findingsOf(freshness, { ages: { known: ages } })).toEqual([
    { level: "fails", check: "freshness", subject: "squid:release", what: "its newest image is 16 d old: `check` fails", remedy },
    { level: "risk", check: "freshness", subject: "origin:release", what: "its newest image is 11 d old: `check` warns", remedy },
    { level: "unknown", check: "freshness", subject: "xcache:release", what: "hub is down" },
  ]);
  // In the words of the check of registries, so that the table has one row.
  const unread = [{ name: "squid:release", required: true, state: "unknown", unknown: "no answer" }] as const;
  expect(findingsOf(freshness, { ages: { known: unread }, ...registryWith({ read: { unknown: "hub is gone" } }) })).toEqual([
    { level: "unknown", check: "freshness", subject: "squid:release", what: "hub is gone" },
  ]);
  expect(findingsOf(freshness, { ages: { known: unread }, ...registryWith({ read: { known: "it refused" } }) })).toEqual([
    { level: "unknown", check: "freshness", subject: "squid:release", what: "it refused" },
  ]);
});
