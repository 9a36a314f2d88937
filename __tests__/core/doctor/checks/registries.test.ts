/** Checks of registries: each fault, planted. */
import { describe, expect, test } from "@jest/globals";
import { registryPush } from "../../../../src/core/doctor/checks/registry-push.ts";
import { registryRead } from "../../../../src/core/doctor/checks/registry-read.ts";
import { registryRemove } from "../../../../src/core/doctor/checks/registry-remove.ts";
import { tagRules } from "../../../../src/core/doctor/checks/tag-rules.ts";
import type { TagRule } from "../../../../src/core/lib/tag-rule.ts";
import { configured, findingsOf, registryWith } from "../../../support/doctor-facts.ts";
import { makeUnit } from "../../../support/units.ts";

const subject = "ghcr.io/octo/squid";

test("registry-read: a refusal, no login, and no answer", () => {
  const refusal = { level: "fails", check: "registry-read", subject, what: "it refused" };
  const read = { known: "it refused" };
  const without = registryWith({ read, hasLogin: false });
  expect(findingsOf(registryRead, registryWith({ read }))).toEqual([{ ...refusal, remedy: "give the login this right" }]);
  expect(findingsOf(registryRead, without)).toEqual([
    { ...refusal, remedy: "add docker/login-action for ghcr.io before this step" },
  ]);
  expect(findingsOf(registryRead, { ...without, at: "command line" })).toEqual([
    {
      level: "unknown",
      check: "registry-read",
      subject,
      what: "this machine has no login for ghcr.io",
      remedy: "docker login ghcr.io, then run doctor again",
    },
  ]);
  expect(findingsOf(registryRead, registryWith({ read: { unknown: "no network" } }))).toEqual([
    { level: "unknown", check: "registry-read", subject, what: "no network" },
  ]);
});

describe("registry-push", () => {
  const refused = { known: "it refused" };

  test("is refused to the login", () => {
    expect(findingsOf(registryPush, { ...registryWith({ push: refused }), at: "command line" })).toEqual([
      { level: "fails", check: "registry-push", subject, what: "it refused", remedy: "give the login this right" },
    ]);
  });

  test("without a login fails in the action, and says nothing about workflows on a person's machine", () => {
    const facts = registryWith({ push: refused, hasLogin: false });
    expect(findingsOf(registryPush, facts)).toEqual([
      {
        level: "fails",
        check: "registry-push",
        subject,
        what: "it refused",
        remedy: "add docker/login-action for ghcr.io before this step",
      },
    ]);
    expect(findingsOf(registryPush, { ...facts, at: "command line" })).toEqual([
      {
        level: "unknown",
        check: "registry-push",
        subject,
        what: "this machine has no login for ghcr.io",
        remedy: "docker login ghcr.io, then run doctor again",
      },
    ]);
  });
});

describe("registry-remove", () => {
  const remove = { known: "ghcr.io gives no right to remove tags" };

  test("is a risk for candidates, and makes `prune` fail", () => {
    const row = { check: "registry-remove", subject, remedy: "give the login this right" };
    const what = "ghcr.io gives no right to remove tags: ";
    expect(findingsOf(registryRemove, registryWith({ remove }))).toEqual([
      { ...row, level: "risk", what: `${what}tags of closed pull requests stay` },
    ]);
    expect(findingsOf(registryRemove, { ...registryWith({ remove }), ...configured({ hasRetention: true }) })).toEqual([
      { ...row, level: "fails", what: `${what}\`prune\` fails` },
    ]);
  });

  test("does not matter where nothing is removed, or nobody is logged in", () => {
    const units = [makeUnit("squid:release", { candidates: false })];
    expect(findingsOf(registryRemove, { ...registryWith({ remove }), ...configured({ units }) })).toEqual([]);
    expect(findingsOf(registryRemove, registryWith({ remove, hasLogin: false }))).toEqual([]);
    expect(findingsOf(registryRemove, { ...registryWith({ remove, hasLogin: false }), at: "command line" })).toEqual([]);
  });

  test("is unknown without a login on a person's machine", () => {
    const facts = registryWith({ remove, hasLogin: false, push: { known: "it refused" } });
    expect(findingsOf(registryRemove, { ...facts, at: "command line" })).toEqual([
      {
        level: "unknown",
        check: "registry-remove",
        subject,
        what: "this machine has no login for ghcr.io",
        remedy: "docker login ghcr.io, then run doctor again",
      },
    ]);
  });
});

describe("tag-rules", () => {
  const found = (...rules: TagRule[]) => findingsOf(tagRules, registryWith({ tagRules: { known: rules } }));
  const row = { check: "tag-rules", subject };
  const stopped = {
    ...row,
    level: "fails",
    what: "a rule makes release immutable, so the stream cannot move",
    remedy: "limit the rule to timestamp tags",
  };
  const candidates = {
    ...row,
    level: "fails",
    what: "a rule makes rc.release.pr-1 immutable, so a pull request has one candidate only",
    remedy: "limit the rule to timestamp tags",
  };
  const open = {
    ...row,
    level: "risk",
    what: "no rule makes timestamps immutable",
    remedy: "add one for tags such as release-20261123-0617",
  };

  test.each<[string, TagRule[], object[]]>([
    ["all tags", [{ kind: "glob", pattern: "**" }], [stopped]],
    ["candidates", [{ kind: "regex", pattern: "rc[.].*" }], [candidates]],
    ["all tags, as a regular expression", [{ kind: "regex", pattern: ".*" }], [stopped]],
    ["timestamps alone", [{ kind: "regex", pattern: ".*-\\d{8}-\\d{4}" }], []],
    ["timestamps alone, as the page of Harbor has it", [{ kind: "glob", pattern: "*-20??????-????" }], []],
    ["timestamps alone, as a glob", [{ kind: "glob", pattern: "{release,testing}-[0-9]*" }], []],
    ["all but stream tags", [{ kind: "glob", pattern: "{release,rc.*}", excludes: true }], []],
    ["versions alone", [{ kind: "regex", pattern: "v\\d+\\..*" }], [open]],
    ["nothing", [], [open]],
  ])("that fix %s", (_, rules, expected) => {
    expect(found(...rules)).toEqual(expected);
  });

  test("with a pattern that no expression can be are unknown", () => {
    expect(found({ kind: "regex", pattern: "(?i)x" })).toEqual([
      { ...row, level: "unknown", what: "its rule (?i)x has a pattern that doctor cannot read", remedy: "look at it yourself" },
    ]);
  });

  test("that the registry does not tell are unknown; one that can have none is well", () => {
    const answer = { unknown: "Quay tells them to nobody", remedy: "look there" };
    expect(findingsOf(tagRules, registryWith({ tagRules: answer }))).toEqual([
      { ...row, level: "unknown", what: "Quay tells them to nobody", remedy: "look there" },
    ]);
    expect(findingsOf(tagRules, registryWith({ tagRules: { known: undefined } }))).toEqual([]);
  });
});
