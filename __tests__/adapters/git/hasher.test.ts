import { chmodSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { contextFiles, readCommit } from "../../../src/adapters/git/context-files.ts";
import { createHasher } from "../../../src/adapters/git/hasher.ts";
import { openRepository } from "../../../src/adapters/git/repository.ts";
import type { Unit } from "../../../src/core/unit/unit.ts";
import type { Repository } from "../../../src/ports/repository.ts";
import { type Files, makeRepository, removeFolders, TestRepository } from "../../support/git.ts";
import { files, hashesOf, unit } from "../../support/hashed-image.ts";
import { hashesAt } from "../../support/hashes.ts";
import { makeUnit } from "../../support/units.ts";

afterAll(removeFolders);

describe("between two commits", () => {
  const cases: [string, (made: TestRepository) => void, { inputs: boolean; tests: boolean }][] = [
    ["nothing", () => {}, { inputs: false, tests: false }],
    ["a file of the context", (made) => made.write({ "squid/a": "2" }), { inputs: true, tests: false }],
    ["a new file of the context", (made) => made.write({ "squid/b": "1" }), { inputs: true, tests: false }],
    ["a file less", (made) => rmSync(join(made.folder, "squid/a")), { inputs: true, tests: false }],
    ["a mode", (made) => chmodSync(join(made.folder, "squid/a"), 0o755), { inputs: true, tests: false }],
    ["a link in place of a file", (made) => made.write({ "squid/a": "-> 1" }), { inputs: true, tests: false }],
    ["the Dockerfile", (made) => made.write({ "squid/Dockerfile": "FROM x" }), { inputs: true, tests: false }],
    ["a named context", (made) => made.write({ "rpms/a": "2" }), { inputs: true, tests: false }],
    [
      "what an ignore file lets through",
      (made) => made.write({ "squid/.dockerignore": "docs/b\n.dockerignore\n" }),
      { inputs: true, tests: false },
    ],
    [
      "an ignore file beside the Dockerfile",
      (made) => made.write({ "squid/Dockerfile.dockerignore": "lib" }),
      { inputs: true, tests: false },
    ],
    ["an ignored file", (made) => made.write({ "squid/docs/a": "2", "squid/docs/b": "1" }), { inputs: false, tests: false }],
    ["an ignored file of a named context", (made) => made.write({ "rpms/a.tmp": "2" }), { inputs: false, tests: false }],
    [
      "an ignore file that leaves itself out, and still means the same",
      (made) => made.write({ "squid/.dockerignore": "docs\n.dockerignore" }),
      { inputs: false, tests: false },
    ],
    ["another folder", (made) => made.write({ "other/a": "2", README: "x" }), { inputs: false, tests: false }],
    ["a script of the tests", (made) => made.write({ "tests/squid.sh": "#!/bin/bash" }), { inputs: false, tests: true }],
    ["a file that the tests name", (made) => made.write({ "tests/one.sh": "2" }), { inputs: false, tests: true }],
    ["a file in a folder that the tests name", (made) => made.write({ "tests/lib/b.sh": "2" }), { inputs: false, tests: true }],
    ["a file beside them", (made) => made.write({ "tests/unnamed.sh": "2" }), { inputs: false, tests: false }],
  ];
  test.each(cases)("%s", async (_, change, expected) => {
    const made = makeRepository(files);
    const before = await hashesOf(made);
    const first = made.head();
    change(made);
    made.commit();
    const after = await hashesOf(made);
    expect(before.inputs).toEqual({ hash: expect.any(String) });
    expect(after.inputs).toEqual({ hash: expect.any(String) });
    expect({
      inputs: JSON.stringify(after.inputs) !== JSON.stringify(before.inputs),
      tests: after.tests !== before.tests,
    }).toEqual(expected);
    expect(await hashesOf(made, [unit], first)).toEqual(before);
  });

  test("a Dockerfile that its own context leaves out counts", async () => {
    const made = makeRepository({ ...files, "squid/.dockerignore": "*" });
    const before = await hashesOf(made);
    made.commit({ "squid/Dockerfile": "FROM x" });
    expect((await hashesOf(made)).inputs).not.toEqual(before.inputs);
  });

  test("the same files in another folder, and in another repository, are the same inputs", async () => {
    const made = makeRepository(files);
    const before = await hashesOf(made);
    made.git("mv", "squid", "moved");
    made.commit();
    const moved = { ...unit, build: { ...unit.build, context: "moved", dockerfile: "moved/Dockerfile" } };
    expect(await hashesOf(made, [moved])).toEqual(before);
    expect(await hashesOf(makeRepository(files))).toEqual(before);
  });

  test("a unit has its base's inputs in its own", async () => {
    const made = makeRepository({ ...files, "base/Dockerfile": "FROM scratch" });
    const units = [makeUnit("base:release"), { ...unit, base: "base:release" }];
    const before = await hashesOf(made, units);
    made.commit({ "base/x": "1" });
    expect((await hashesOf(made, units)).inputs).not.toEqual(before.inputs);
    made.write({ "base/y": "1" });
    expect((await hashesOf(made, units)).inputs).toEqual({
      none: "its base base:release has no inputs hash: base/y is not in the commit",
    });
  });

  test("links: of the Dockerfile and the context, their targets count", async () => {
    const made = makeRepository({
      ...files,
      "link/Dockerfile": "-> ../common/Dockerfile",
      "common/Dockerfile": "FROM a",
      "to-link": "-> link",
    });
    const linked = (context: string) => [
      makeUnit("x:y", { build: { ...unit.build, contexts: {}, context, dockerfile: `${context}/Dockerfile` } }),
    ];
    const before = await hashesOf(made, linked("link"));
    expect(await hashesOf(made, linked("to-link"))).toEqual(before);
    made.commit({ "common/Dockerfile": "FROM b" });
    expect((await hashesOf(made, linked("link"))).inputs).not.toEqual(before.inputs);
    made.commit({ "link/Dockerfile": "-> ../../outside" });
    expect((await hashesOf(made, linked("link"))).inputs).toEqual({
      none: "link/Dockerfile is a symbolic link that leads out of the repository",
    });
  });
});

describe("submodules", () => {
  function withSubmodule(): { made: TestRepository; part: TestRepository } {
    const part = makeRepository({ Dockerfile: "FROM scratch", "image/Dockerfile": "FROM scratch" });
    const made = makeRepository({ "squid/Dockerfile": "FROM scratch", "squid/.dockerignore": "part/docs\n" });
    made.git("submodule", "--quiet", "add", `file://${part.folder}`, "squid/part");
    made.commit();
    return { made, part: new TestRepository(join(made.folder, "squid/part")) };
  }
  const plain = (context: string) => [
    makeUnit("x:y", { build: { ...unit.build, contexts: {}, context, dockerfile: `${context}/Dockerfile` } }),
  ];

  test.each(["squid", "squid/part", "squid/part/image"])("count by their commit, in the context %s", async (context) => {
    const { made, part } = withSubmodule();
    const before = await hashesOf(made, plain(context));
    expect(before.inputs).toEqual({ hash: expect.any(String) });
    part.commit({ new: "1" });
    expect((await hashesOf(made, plain(context))).inputs).toEqual({ none: "squid/part has changed since the commit" });
    made.commit();
    const after = await hashesOf(made, plain(context));
    expect(after.inputs).toEqual({ hash: expect.any(String) });
    expect(after).not.toEqual(before);
  });

  test("that were not checked out leave a unit without a hash, unless Docker ignores them", async () => {
    const { made } = withSubmodule();
    expect((await hashesOf(made.clone(), plain("squid"))).inputs).toEqual({ none: "squid/part is missing from the work tree" });
    made.commit({ "squid/.dockerignore": "part" });
    expect((await hashesOf(made.clone(), plain("squid"))).inputs).toEqual({ hash: expect.any(String) });
  });
});

/** The same repository, and how often each of its functions was called. */
function countCalls(repository: Repository): { counted: Repository; calls: Record<string, number> } {
  const calls: Record<string, number> = {};
  const counted = new Proxy(repository, {
    get(target, name: keyof Repository) {
      const member: unknown = target[name];
      if (typeof member !== "function") return member;
      return (...args: unknown[]): unknown => {
        calls[name] = (calls[name] ?? 0) + 1;
        return Reflect.apply(member, target, args);
      };
    },
  });
  return { counted, calls };
}

test("a context's files, and how often they are looked at for 6,000 units on 60 contexts", async () => {
  const many: Files = {};
  for (let n = 0; n < 60; n++) for (let m = 0; m < 20; m++) many[`c${n}/${m === 0 ? "Dockerfile" : `f${m}`}`] = `${n} ${m}`;
  const repository = await openRepository(makeRepository({ ...files, ...many }).folder);
  const read = await contextFiles(await readCommit(repository, await repository.head()), "squid", "squid/Dockerfile");
  expect("files" in read && read.files.map(({ path }) => path)).toEqual(["Dockerfile", "a", "lib/run"]);

  const units = Array.from({ length: 6000 }, (_, n) => {
    const context = `c${n % 60}`;
    return makeUnit(`x:${n}`, {
      build: { context, dockerfile: `${context}/Dockerfile`, args: {}, contexts: {}, secrets: [], labels: {} },
      tests: [],
    });
  });
  const askedFor = async (asking: Unit[]) => {
    const { counted, calls } = countCalls(repository);
    const hashes = await hashesAt(createHasher(counted), await repository.head(), asking);
    expect(new Set([...hashes.values()].map(({ inputs }) => JSON.stringify(inputs))).size).toBe(60);
    return calls;
  };
  const calls = await askedFor(units);
  expect(calls).toMatchObject({ tree: 1, changes: 1, resolve: 120 });
  expect(calls).toEqual(await askedFor(units.slice(0, 60)));
});
