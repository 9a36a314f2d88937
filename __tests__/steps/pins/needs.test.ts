import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { createFiles } from "../../../src/adapters/files.ts";
import { failure } from "../../../src/core/lib/problems/problem.ts";
import { pinBranch } from "../../../src/core/pins/proposal.ts";
import type { PinTarget } from "../../../src/core/pins/target.ts";
import type { PinTargets } from "../../../src/ports/pin-targets.ts";
import { readPinNeeds } from "../../../src/steps/pins/needs.ts";
import { makeFolder, removeFolders } from "../../support/git.ts";
import { type MemoryTarget, memoryPinTargets, memoryTarget } from "../../support/memory-pin-targets.ts";
import { makeDigest, makeUnit } from "../../support/units.ts";

afterAll(removeFolders);

const squid = "one.example.org/osg/squid";
const units = [makeUnit("squid:release")];
const digest = makeDigest("pinned");
const target = (more: Partial<PinTarget> = {}): PinTarget => ({ files: ["**"], only: [], merge: "manual", ...more });
const own = "osg/images";
const hash = (text: string) => createHash("sha256").update(text).digest("hex");
const place = { own, hash };
const portsOf = (targets: Record<string, MemoryTarget>) => ({ pinTargets: memoryPinTargets(targets), files: createFiles() });

describe("what the files of targets need", () => {
  test("pins, and what else names an image in any file of any branch named", async () => {
    const k8s = memoryTarget({
      "a.yaml": `# x\nimage: ${squid}:release-20261116-0617@${digest}\n`,
      "chart/templates/b.yaml": `{{- if .x }}\nimage: release-20261109-0617\n`,
      "deploy.sh": `docker pull ${squid}@${makeDigest("script")}\n`,
    });
    k8s.branches.set("production", new Map([["c.yaml", Buffer.from(`image: ${squid}:release-20261102-0617\n`)]]));
    const { needs, unknown } = await readPinNeeds(
      [target({ repository: "osg/k8s" }), target({ repository: "osg/k8s", branch: "production" })],
      units,
      portsOf({ "osg/k8s": k8s }),
      place,
    );
    expect(unknown).toEqual([]);
    expect(needs).toContainEqual({ digest, tag: { repository: squid, tag: "release-20261116-0617" }, by: "osg/k8s a.yaml:2" });
    expect(needs).toContainEqual({ digest: makeDigest("script"), by: "osg/k8s deploy.sh:1" });
    expect(needs).toContainEqual({ tag: { tag: "release-20261109-0617" }, by: "osg/k8s chart/templates/b.yaml:2" });
    expect(needs).toContainEqual({
      tag: { repository: squid, tag: "release-20261102-0617" },
      by: "osg/k8s@production c.yaml:1",
    });
  });

  test("what a pull request proposes that a person keeps open, and has changed", async () => {
    const k8s = memoryTarget({ "a.yaml": `image: ${squid}:release-20261123-0617\n`, "b.yaml": "x: 1\n" });
    const deployed = target({ repository: "osg/k8s" });
    const repository = memoryPinTargets({ "osg/k8s": k8s }).open("osg/k8s");
    const head = pinBranch(deployed, "osg/k8s", hash);
    await repository.propose({
      base: await repository.tip(),
      head,
      files: new Map([["a.yaml", Buffer.from(`image: ${squid}:release-20261116-0617@${digest}\n`)]]),
      title: "Pin squid",
      body: "",
      message: "Pin squid",
      fingerprint: "f",
      merge: "manual",
    });
    const { needs, unknown } = await readPinNeeds([deployed], units, portsOf({ "osg/k8s": k8s }), place);
    expect(unknown).toEqual([]);
    const tagOf = (stamp: string) => ({ repository: squid, tag: `release-${stamp}` });
    expect(needs).toContainEqual({ tag: tagOf("20261123-0617"), by: "osg/k8s a.yaml:1" });
    expect(needs).toContainEqual({ digest, tag: tagOf("20261116-0617"), by: `osg/k8s@${head} a.yaml:1` });
  });

  test("a pull request's branch that GitHub does not show for now is unknown", async () => {
    const k8s = memoryTarget({ "a.yaml": `image: ${squid}:release-20261123-0617\n` });
    const memory = memoryPinTargets({ "osg/k8s": k8s });
    const pinTargets: PinTargets = {
      open(...args) {
        const opened = memory.open(...args);
        return {
          ...opened,
          tip: async (branch) => {
            if (branch !== undefined) throw failure("github-failed", "GitHub did not answer.");
            return opened.tip();
          },
        };
      },
    };
    const ports = { ...portsOf({}), pinTargets };
    expect((await readPinNeeds([target({ repository: "osg/k8s" })], units, ports, place)).unknown).toEqual([
      "osg/k8s: GitHub did not answer.",
    ]);
  });

  test("`only` and selected units do not count: every unit's images are needed", async () => {
    const files = { "a.yaml": `image: ${squid}:release-20261116-0617\n` };
    const ports = portsOf({ [own]: memoryTarget(files) });
    expect((await readPinNeeds([target({ only: ["xcache"] })], units, ports, place)).needs).not.toEqual([]);
  });

  test.each<[string, Partial<PinTarget>, Record<string, MemoryTarget>, string]>([
    ["no repository", { repository: "osg/gone" }, {}, "osg/gone: GitHub cannot find the repository osg/gone."],
    ["no branch", { branch: "gone" }, { [own]: memoryTarget({}) }, "osg/images@gone: GitHub cannot find the branch gone"],
    [
      "no file",
      { files: ["x/**"] },
      { [own]: memoryTarget({ "a.yaml": "" }) },
      "osg/images has no file that matches `files` (x/**).",
    ],
    ["no token", { token: "T" }, { [own]: memoryTarget({}) }, "osg/images: the variable T is unset"],
    [
      "no text",
      {},
      { [own]: memoryTarget({ "a.bin": Buffer.from([0]) }) },
      "osg/images a.bin: it is no text in UTF-8. Leave it out in `files`, with `!`.",
    ],
  ])("%s is unknown", async (_, more, targets, message) => {
    const { unknown } = await readPinNeeds([target(more)], units, portsOf(targets), place);
    expect(unknown).toEqual([expect.stringContaining(message)]);
  });

  test("one file that cannot be read makes its target unknown, and no other", async () => {
    const good = memoryTarget({ "a.yaml": `image: ${squid}:release-20261116-0617\n` });
    const pinTargets: PinTargets = {
      open(repository) {
        const opened = memoryPinTargets({ "osg/good": good, "osg/bad": good }).open(repository);
        const read = async () => {
          throw failure("github-unreachable", "no network");
        };
        return repository === "osg/bad" ? { ...opened, read } : opened;
      },
    };
    const targets = [target({ repository: "osg/bad" }), target({ repository: "osg/good" })];
    const { needs, unknown } = await readPinNeeds(targets, units, { pinTargets, files: createFiles() }, place);
    expect(unknown).toEqual(["osg/bad: no network"]);
    expect(needs.map(({ by }) => by)).toContain("osg/good a.yaml:1");
  });
});

describe("the own repository without a token", () => {
  const tokenless: PinTargets = {
    open() {
      throw failure("pin-token", "no token");
    },
  };
  const ports = { pinTargets: tokenless, files: createFiles() };
  const checkout = makeFolder();
  mkdirSync(path.join(checkout, "k8s"));
  writeFileSync(path.join(checkout, "k8s/a.yaml"), `image: ${squid}:release-20261116-0617\n`);

  test("is its checkout on the command line, and unknown in the action", async () => {
    expect((await readPinNeeds([target({ repository: "OSG/images" })], units, ports, { ...place, checkout })).needs[0]).toEqual({
      tag: { repository: squid, tag: "release-20261116-0617" },
      by: "OSG/images k8s/a.yaml:1",
    });
    expect((await readPinNeeds([target()], units, ports, place)).unknown).toEqual(["osg/images: no token"]);
  });

  test("is not for another repository, nor for another branch", async () => {
    const targets = [target({ repository: "osg/k8s" }), target({ branch: "production" })];
    const { needs, unknown } = await readPinNeeds(targets, units, ports, { ...place, checkout });
    expect([needs, unknown]).toEqual([[], ["osg/k8s: no token", "osg/images@production: no token"]]);
  });
});
