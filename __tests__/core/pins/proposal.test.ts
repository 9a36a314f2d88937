import { describe, expect, test } from "@jest/globals";
import { pinBranch, pinFingerprint, pinMessage, pinTitle } from "../../../src/core/pins/proposal.ts";
import type { PinTarget } from "../../../src/core/pins/target.ts";
import { hashOf } from "../../support/model-ports.ts";
import { makeDigest, makeUnit } from "../../support/units.ts";

const target: PinTarget = { files: ["**/*.yaml"], only: [], merge: "manual" };
const digest = makeDigest("one");
const change = (unit: string, more: { line?: number; path?: string; to?: { tag: string; digest: typeof digest } } = {}) => ({
  unit,
  repository: "one.example.org/osg/squid",
  path: "a.yaml",
  line: 1,
  from: { tag: "release" },
  to: { tag: "release-20261123-0617", digest },
  ...more,
});

describe("the branch of a target", () => {
  test("is always the same, however GitHub spells the repository, and whatever merges it", () => {
    const branch = pinBranch(target, "osg/k8s", hashOf);
    expect(branch).toMatch(/^tagstream\/pins-[0-9a-f]{8}$/);
    expect(pinBranch({ ...target, merge: "auto", token: "T", repository: "OSG/K8s" }, "OSG/K8s", hashOf)).toBe(branch);
  });

  test.each<[string, Partial<PinTarget>]>([
    ["branch", { branch: "main" }],
    ["files", { files: ["a"] }],
    ["only", { only: ["squid"] }],
  ])("differs by %s", (_, more) => {
    expect(pinBranch({ ...target, ...more }, "osg/k8s", hashOf)).not.toBe(pinBranch(target, "osg/k8s", hashOf));
  });
});

describe("the fingerprint", () => {
  const some = [change("squid:release"), change("xcache:release", { path: "b.yaml", line: 7 })];

  test("stays while other lines of the files change", () => {
    expect(pinFingerprint([change("xcache:release", { path: "b.yaml", line: 9 }), change("squid:release")], hashOf)).toBe(
      pinFingerprint(some, hashOf),
    );
  });

  test("changes with a tag, a digest and a file", () => {
    const all = [
      some,
      [change("squid:release", { to: { tag: "release-20261130-0617", digest } }), ...some.slice(1)],
      [change("squid:release", { to: { tag: "release-20261123-0617", digest: makeDigest("two") } }), ...some.slice(1)],
      [change("squid:release", { path: "c.yaml" }), ...some.slice(1)],
      some.slice(1),
    ];
    expect(new Set(all.map((changes) => pinFingerprint(changes, hashOf))).size).toBe(all.length);
  });
});

describe("the title", () => {
  const pinned = (names: readonly string[]): Parameters<typeof pinTitle> => {
    const units = names.map((name) => makeUnit(name));
    const to = ({ streamTag }: (typeof units)[0]) => ({ tag: `${streamTag}-20261123-0617`, digest });
    return [units.map((unit) => change(unit.name, { to: to(unit) })), units];
  };

  test.each([
    [["frontier-squid:25-el9-release", "xcache:25-el9-release"], "Pin frontier-squid and xcache to what release shows"],
    [["squid:release", "squid:testing"], "Pin squid to what release and testing show"],
    [["a:x", "b:y", "c:z"], "Pin a, b and c to what their tags show"],
    [["a:x", "b:x", "c:x", "d:x"], "Pin a, b, c and d to what x shows"],
    [["a:x", "b:x", "c:x", "d:x", "e:x"], "Pin a, b, c and 2 more to what x shows"],
  ])("%j", (names, title) => {
    expect(pinTitle(...pinned(names))).toBe(title);
  });

  test("has at most 200 characters", () => {
    expect(pinTitle(...pinned([`${"x".repeat(300)}:release`]))).toHaveLength(200);
  });

  test("names the tag of a version", () => {
    const unit = makeUnit("squid:release");
    expect(pinTitle([change(unit.name, { to: { tag: "1.4", digest } })], [unit])).toBe("Pin squid to what 1.4 shows");
  });
});

test("the message lists each change once", () => {
  expect(pinMessage("Pin", [change("squid:release"), change("squid:release", { line: 3 })])).toBe(
    "Pin\n\nsquid:release: release -> release-20261123-0617\n",
  );
});
