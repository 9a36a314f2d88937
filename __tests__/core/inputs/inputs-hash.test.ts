import { createHash } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import type { TreeEntry } from "../../../src/core/inputs/git-tree.ts";
import {
  filesHash,
  type InputsFacts,
  type InputsHash,
  inputsHash,
  testPaths,
  testsHash,
} from "../../../src/core/inputs/inputs-hash.ts";
import type { Test } from "../../../src/core/tests/kinds.ts";
import { isRemoteContext } from "../../../src/core/unit/build-paths.ts";
import type { BuildSpec, Unit } from "../../../src/core/unit/unit.ts";
import { makeUnit } from "../../support/units.ts";

const hash = (text: string) => createHash("sha256").update(text).digest("hex");
const commit = "c".repeat(40);
const digest = `sha256:${"d".repeat(64)}`;

const build: BuildSpec = {
  context: "squid",
  dockerfile: "squid/Dockerfile",
  target: "final",
  args: { A: "1", B: "2", BUILT: "{built}" },
  contexts: { rpms: "rpms", pinned: `docker-image://example.org/x@${digest}` },
  secrets: [{ id: "key", env: "KEY" }],
  labels: { "org.example.a": "1" },
};
const unit = makeUnit("squid:25-release", { platforms: ["linux/amd64", "linux/arm64"], base: "base:25-release", build });
const facts: InputsFacts = { context: { hash: "c1" }, dockerfile: { hash: "d1" }, contexts: { rpms: { hash: "r1" } } };
const onBase = (its: InputsHash | undefined) => new Map([["base:25-release", its]]);
const base = onBase({ hash: "b1" });

const hashOf = (change: Partial<Unit> = {}, factsChange: Partial<InputsFacts> = {}, of = base) =>
  inputsHash({ ...unit, ...change }, { ...facts, ...factsChange }, of, hash);
const withBuild = (change: Partial<BuildSpec>) => hashOf({ build: { ...build, ...change } });

const readsLabel = (key: string) => ({ pattern: `{label:${key}}`, timestamps: false });
describe("the inputs hash", () => {
  test("of a unit without newer keys stays as it was when images were built", () => {
    const known = "3689f65472bec51a99ebc5ad69bf19935ac2ac2490c1344f43c99ad69bb8802a";
    const plain = { context: { hash: "c1" }, dockerfile: { hash: "d1" }, contexts: {} };
    expect(inputsHash(makeUnit("squid:release"), plain, new Map(), hash)).toEqual({ hash: known });
  });

  test("is a sha256", () => {
    expect(hashOf()).toEqual({ hash: expect.stringMatching(/^[a-f0-9]{64}$/) });
  });

  test.each([
    ["the context's files", hashOf({}, { context: { hash: "c2" } })],
    ["the Dockerfile", hashOf({}, { dockerfile: { hash: "d2" } })],
    ["context and Dockerfile changing places", hashOf({}, { context: { hash: "d1" }, dockerfile: { hash: "c1" } })],
    ["a named context's files", hashOf({}, { contexts: { rpms: { hash: "r2" } } })],
    [
      "a named context's name",
      inputsHash(
        { ...unit, build: { ...build, contexts: { debs: "rpms" } } },
        { ...facts, contexts: { debs: { hash: "r1" } } },
        base,
        hash,
      ),
    ],
    ["a pinned context", withBuild({ contexts: { ...build.contexts, pinned: `docker-image://example.org/y@${digest}` } })],
    ["the target", withBuild({ target: "other" })],
    ["a platform more", hashOf({ platforms: [...unit.platforms, "linux/arm/v7"] })],
    ["a platform less", hashOf({ platforms: ["linux/amd64"] })],
    ["an argument's value", withBuild({ args: { ...build.args, A: "2" } })],
    ["an argument's name", withBuild({ args: { C: "1", B: "2", BUILT: "{built}" } })],
    ["arguments that change their values", withBuild({ args: { ...build.args, A: "2", B: "1" } })],
    ["a secret's id", withBuild({ secrets: [{ id: "other", env: "KEY" }] })],
    ["an annotation", withBuild({ annotations: { "org.example.a": "1" } })],
    ["an annotation in place of a label", withBuild({ labels: {}, annotations: build.labels })],
    ["the compression", withBuild({ compression: "zstd" })],
    ["the provenance", withBuild({ provenance: "max" })],
    ["an alias that reads the version label", hashOf({ evaluatedAliases: [readsLabel("org.opencontainers.image.version")] })],
    ["a label", withBuild({ labels: { "org.example.a": "2" } })],
    ["the base's inputs", hashOf({}, {}, onBase({ hash: "b2" }))],
    ["no base", inputsHash(makeUnit("squid:25-release", { platforms: unit.platforms, build }), facts, new Map(), hash)],
  ])("changes with %s", (_, changed) => {
    expect(changed).toEqual({ hash: expect.any(String) });
    expect(changed).not.toEqual(hashOf());
  });

  test.each([
    [
      "image, stream and tags",
      hashOf({
        name: "x:y",
        image: "x",
        stream: "y",
        streamTag: "y",
        variant: { os: "el9" },
        aliases: [{ tag: "latest", timestamps: true }],
      }),
    ],
    ["destinations", hashOf({ destinations: [{ repository: "two.example.org/x", required: false }], required: false })],
    ["other aliases", hashOf({ evaluatedAliases: [readsLabel("org.example.version")] })],
    ["tests", hashOf({ tests: [script()] })],
    ["where a secret comes from", withBuild({ secrets: [{ id: "key", src: "/run/key" }] })],
    ["where the files are", withBuild({ context: "moved", dockerfile: "moved/Containerfile" })],
    ["the order of arguments", withBuild({ args: { BUILT: "{built}", B: "2", A: "1" } })],
    ["the order of platforms, and repetition", hashOf({ platforms: ["linux/arm64", "linux/amd64", "linux/arm64"] })],
    ["the order of contexts", withBuild({ contexts: { pinned: build.contexts["pinned"] ?? "", rpms: "rpms" } })],
    ["the base's name", inputsHash({ ...unit, base: "base:renamed" }, facts, new Map([["base:renamed", { hash: "b1" }]]), hash)],
  ])("does not change with %s", (_, same) => {
    expect(same).toEqual(hashOf());
  });

  test.each([
    [
      "a file outside the commit",
      hashOf({}, { context: { none: "generated/version.txt is not in the commit" } }),
      "generated/version.txt is not in the commit",
    ],
    [
      "an edited Dockerfile",
      hashOf({}, { dockerfile: { none: "squid/Dockerfile has changed since the commit" } }),
      "squid/Dockerfile has changed since the commit",
    ],
    [
      "an edited named context",
      hashOf({}, { contexts: { rpms: { none: "rpms/a is not in the commit" } } }),
      "rpms/a is not in the commit",
    ],
    [
      "a context that can move",
      withBuild({ contexts: { up: "docker-image://alpine:3" } }),
      'its context "up" is not pinned: docker-image://alpine:3 may change at any time',
    ],
    [
      "a base without",
      inputsHash(unit, facts, onBase({ none: "base/x is not in the commit" }), hash),
      "its base base:25-release has no inputs hash: base/x is not in the commit",
    ],
    ["an unknown base", inputsHash(unit, facts, new Map(), hash), "its base base:25-release has no inputs hash"],
  ])("is none for %s", (_, result, reason) => {
    expect(result).toEqual({ none: reason });
  });

  test.each([
    [`docker-image://example.org/x:1@${digest}`, true],
    ["docker-image://example.org/x:1", false],
    [`oci-layout:///tmp/x@${digest}`, true],
    [`https://github.com/o/r.git#${commit}`, true],
    [`https://github.com/o/r.git#${commit}:folder`, true],
    [`https://github.com/o/r.git?branch=main&checksum=${commit}`, true],
    ["https://github.com/o/r.git#main", false],
    ["https://github.com/o/r.git", false],
    [`https://example.org/${commit}/x.tar`, false],
    [`https://example.org/x.tar.gz#${commit}`, false],
    [`https://example.org/x.tar.gz?commit=${commit}`, false],
    [`https://example.org/x.tar.gz?of=r.git#${commit}`, false],
    [`https://github.com/o/r#${commit}`, false],
    [`https://github.com/o/r.git#main&commit=${commit}`, false],
    [`https://github.com/o/r.git?x=1&commit=${commit}&y=2`, true],
    [`http://example.org/r.git#${commit}`, true],
    [`ssh://git@example.org/o/r#${commit}`, true],
    [`git@example.org:o/r#${commit}:folder`, true],
    [`git@github.com:o/r.git#${commit}`, true],
    ["git@github.com:o/r.git#v1", false],
  ])("a remote context %s is pinned: %s", (value, pinned) => {
    expect(isRemoteContext(value)).toBe(true);
    expect("hash" in withBuild({ contexts: { it: value } })).toBe(pinned);
  });

  test.each([".", "rpms", "../x", "a/b.c", "docker-image", "github.community/x"])("a folder: %s", (value) => {
    expect(isRemoteContext(value)).toBe(false);
  });

  test("of 6,000 units are as many", () => {
    const hashes = new Set(Array.from({ length: 6000 }, (_, n) => JSON.stringify(withBuild({ args: { N: String(n) } }))));
    expect(hashes.size).toBe(6000);
  });
});

describe("the hash of files", () => {
  const files: TreeEntry[] = [
    { path: "a", mode: "100644", id: "1" },
    { path: "b", mode: "100644", id: "2" },
  ];
  const first: TreeEntry = { path: "a", mode: "100644", id: "1" };

  test("does not depend on their order", () => {
    expect(filesHash(files.toReversed(), hash)).toBe(filesHash(files, hash));
  });

  test.each([
    ["content", [{ ...first, id: "3" }, ...files.slice(1)]],
    ["mode", [{ ...first, mode: "100755" }, ...files.slice(1)]],
    ["name", [{ ...first, path: "c" }, ...files.slice(1)]],
    ["one less", files.slice(1)],
    ["one more", [...files, { ...first, path: "c" }]],
    ["a name that looks like two files", [{ ...first, path: 'a","100644","1"]\n["b' }, ...files.slice(2)]],
    ["names that are not UTF-8", [{ ...first, path: "\udc80" }, ...files.slice(1)]],
  ])("changes with %s", (_, changed) => {
    expect(filesHash(changed, hash)).not.toBe(filesHash(files, hash));
  });

  test("keeps names apart that are not UTF-8", () => {
    expect(filesHash([{ ...first, path: "\udc80" }], hash)).not.toBe(filesHash([{ ...first, path: "\udc81" }], hash));
  });
});

function script(change: Partial<Extract<Test, { kind: "script" }>> = {}): Test {
  const common = { name: "works", timeout: 60_000, env: { A: "1", B: "2" }, platforms: ["linux/amd64", "linux/arm64"] };
  return { ...common, kind: "script", command: ["tests/squid.sh", "-v"], files: ["tests/lib.sh", "tests/data"], ...change };
}

describe("the tests hash", () => {
  const run: Test = {
    kind: "run",
    name: "version",
    timeout: 1000,
    env: {},
    platforms: ["linux/amd64"],
    command: ["squid", "-v"],
  };
  const exec: Test = { ...run, kind: "exec", within: 5000 };
  const files: TreeEntry[] = [{ path: "tests/squid.sh", mode: "100755", id: "1" }];
  const hashOfTests = (tests: Test[], entries = files) => testsHash({ tests }, entries, hash);
  const all = [run, exec, script()];

  test.each([
    ["a script's content", hashOfTests(all, [{ path: "tests/squid.sh", mode: "100755", id: "2" }])],
    ["a test less", hashOfTests([run, exec])],
    ["the order of tests", hashOfTests([exec, run, script()])],
    ["a command", hashOfTests([{ ...run, command: ["squid", "-k"] }, exec, script()])],
    ["a time limit", hashOfTests([{ ...run, timeout: 2000 }, exec, script()])],
    ["the time for retries", hashOfTests([run, { ...exec, within: 6000 }, script()])],
    ["the environment", hashOfTests([run, exec, script({ env: { A: "1" } })])],
    ["platforms", hashOfTests([run, exec, script({ platforms: ["linux/amd64"] })])],
    ["the files that are named", hashOfTests([run, exec, script({ files: [] })])],
  ])("changes with %s", (_, changed) => {
    expect(changed).not.toBe(hashOfTests(all));
  });

  test.each([
    ["keys in another order", hashOfTests([run, exec, script({ env: { B: "2", A: "1" } })])],
    ["platforms in another order", hashOfTests([run, exec, script({ platforms: ["linux/arm64", "linux/amd64"] })])],
    ["files in another order", hashOfTests([run, exec, script({ files: ["tests/data", "tests/lib.sh"] })])],
  ])("does not change with %s", (_, same) => {
    expect(same).toBe(hashOfTests(all));
  });

  test("names what the tests read", () => {
    expect(testPaths({ tests: [...all, script()] })).toEqual(["tests/data", "tests/lib.sh", "tests/squid.sh"]);
  });
});
