import { describe, expect, test } from "@jest/globals";
import { bakeDefinition } from "../../../src/core/build/bake.ts";
import { relativePath } from "../../../src/core/build/bake-paths.ts";
import { familiarName } from "../../../src/core/oci/reference.ts";
import type { PlannedUnit } from "../../../src/core/plan/plan.ts";
import { makePlan, makePlannedUnit } from "../../support/plans.ts";
import { makeDigest, makeUnit } from "../../support/units.ts";

const digest = makeDigest("base");

function targetOf(change: Partial<PlannedUnit>, ...rest: [base?: Parameters<typeof bakeDefinition>[2]]) {
  const unit = makePlannedUnit("squid:25-el9-release", change);
  return bakeDefinition(makePlan([unit]), unit, ...rest).definition.target["unit"];
}

function build(change: Partial<PlannedUnit["build"]>): Partial<PlannedUnit> {
  return { build: { ...makeUnit("squid:release").build, ...change } };
}

describe("the bake file of one unit", () => {
  test("a whole one", () => {
    expect(targetOf({ platforms: ["linux/amd64", "linux/arm64"] })).toEqual({
      context: "squid",
      dockerfile: "Dockerfile",
      args: {},
      contexts: {},
      secret: [],
      platforms: ["linux/amd64", "linux/arm64"],
      labels: {
        "org.opencontainers.image.source": "https://github.com/octo/images",
        "org.opencontainers.image.revision": "d".repeat(40),
        "org.opencontainers.image.created": "2026-11-23T06:17:00Z",
        "org.opencontainers.image.title": "squid",
        "org.opencontainers.image.version": "25-el9-release",
        "io.github.tagstream.inputs": "a".repeat(64),
      },
      annotations: [
        "index,manifest:org.opencontainers.image.source=https://github.com/octo/images",
        `index,manifest:org.opencontainers.image.revision=${"d".repeat(40)}`,
        "index,manifest:org.opencontainers.image.created=2026-11-23T06:17:00Z",
        `index,manifest:io.github.tagstream.inputs=${"a".repeat(64)}`,
        `index,manifest:io.github.tagstream.tests=${"b".repeat(64)}`,
        "index,manifest:io.github.tagstream.built=20261123-0617",
        "index,manifest:io.github.tagstream.intent=rebuild",
        "index,manifest:io.github.tagstream.run=4711",
      ],
      pull: true,
      "no-cache": true,
      attest: [{ type: "provenance", mode: "min" }],
      output: [
        {
          type: "image",
          name: "one.example.org/osg/squid",
          "push-by-digest": "true",
          "name-canonical": "true",
          push: "true",
        },
      ],
    });
  });

  test("arguments get the plan's timestamp", () => {
    expect(targetOf(build({ args: { A: "{built} and {built}", B: "{other}" } }))?.args).toEqual({
      A: "20261123-0617 and 20261123-0617",
      B: "{other}",
    });
  });

  test.each([
    ["\u0024{x}", '\u0024{"$"}{x}'],
    ["$\u0024{x}", '\u0024{"$"}\u0024{"$"}{x}'],
    ["100 % of %{x}", '100 \u0024{"%"} of \u0024{"%"}{x}'],
    ["$x, 100 %, {y}", "$x, 100 %, {y}"],
  ])("what bake would read as a template is escaped: %s", (value, escaped) => {
    const target = targetOf(build({ args: { A: value, [value]: "b" }, labels: { l: value } }));
    expect(target?.args).toEqual({ A: escaped, [escaped]: "b" });
    expect(target?.labels["l"]).toBe(escaped);
  });

  test("a stage", () => expect(targetOf(build({ target: "service" }))).toHaveProperty("target", "service"));

  test.each<[string, Record<string, string>, string, string]>([
    ["a label of one's own", { "org.example.team": "osg" }, "org.example.team", "osg"],
    ["a standard one wins over ours", { "org.opencontainers.image.title": "Squid" }, "org.opencontainers.image.title", "Squid"],
    ["a reserved one does not", { "io.github.tagstream.inputs": "mine" }, "io.github.tagstream.inputs", "a".repeat(64)],
  ])("%s", (_, labels, key, value) => expect(targetOf(build({ labels }))?.labels[key]).toBe(value));

  test("the version label is the image's own where an alias reads it, in whatever part of its text", () => {
    const key = "org.opencontainers.image.version";
    const labels = (pattern: string, own: Record<string, string> = {}) =>
      targetOf({ ...build({ labels: own }), evaluatedAliases: [{ pattern, timestamps: false }] })?.labels;
    expect(labels(`v{label:${key}}-x`)).not.toHaveProperty([key]);
    expect(labels(`{label:${key}}`, { [key]: "7.2" })).toHaveProperty([key], "7.2");
    expect(labels("{label:org.example.version}")).toHaveProperty([key], "25-el9-release");
  });

  test("reserved labels that we do not write are not written either", () => {
    expect(targetOf(build({ labels: { "io.github.tagstream.run": "1" } }))?.labels).not.toHaveProperty([
      "io.github.tagstream.run",
    ]);
  });

  test("without an inputs hash there is no annotation, and an empty label hides the base image's", () => {
    const target = targetOf({ inputs: { none: "squid/app.conf is edited" } });
    expect(target?.annotations.filter((text) => text.includes("tagstream.inputs"))).toEqual([]);
    expect(target?.labels["io.github.tagstream.inputs"]).toBe("");
  });

  test("a candidate carries its pull request in annotations alone", () => {
    const unit = makePlannedUnit("squid:release");
    const target = bakeDefinition(makePlan([unit], { pullRequest: 123 }), unit).definition.target["unit"];
    expect(target?.annotations).toContain("index,manifest:io.github.tagstream.pull-request=123");
    expect(JSON.stringify(target?.labels)).not.toContain('123"');
  });
});

test("annotations of the configuration, compression and provenance reach the build, and ours win", () => {
  const own = { "org.example.built": "at {built}", "org.opencontainers.image.created": "never" };
  const unit = makePlannedUnit("squid:release", build({ annotations: own, compression: "zstd", provenance: "max" }));
  const target = bakeDefinition(makePlan([unit]), unit).definition.target["unit"];
  expect(target?.annotations).toContain("index,manifest:org.example.built=at 20261123-0617");
  expect(target?.annotations.join()).not.toContain("never");
  expect(target?.attest).toEqual([{ type: "provenance", mode: "max" }]);
  expect(target?.output).toEqual([expect.objectContaining({ compression: "zstd", "oci-mediatypes": "true", push: "true" })]);
  const layout = bakeDefinition(makePlan([unit], { intent: "check" }), unit, undefined, "/tmp/squid");
  expect(layout.definition.target["unit"]?.output).toEqual([
    { type: "oci", dest: "/tmp/squid", tar: "false", compression: "zstd", "oci-mediatypes": "true" },
  ]);
});

describe("secrets", () => {
  test.each([
    ["in the work tree", "secrets/key", []],
    ["through a folder and back", "a/../key", []],
    ["beside the work tree", "../key", ["../key"]],
    ["in and out again", "a/../../key", ["a/../../key"]],
    ["absolute", "/run/secrets/key", ["/run/secrets/key"]],
  ])("a file %s", (_, src, allowRead) => {
    const unit = makePlannedUnit("squid:release", build({ secrets: [{ id: "key", src }] }));
    const request = bakeDefinition(makePlan([unit]), unit);
    expect(request.allowRead).toEqual(allowRead);
    expect(request.definition.target["unit"]?.secret).toEqual([{ id: "key", src }]);
  });

  test("a variable is named, and nothing more may be read", () => {
    const unit = makePlannedUnit("squid:release", build({ secrets: [{ id: "token", env: "TOKEN" }] }));
    const request = bakeDefinition(makePlan([unit]), unit);
    expect(request).toMatchObject({ allowRead: [], secrets: [{ id: "token", env: "TOKEN" }] });
  });
});

describe("on a base", () => {
  const base = makeUnit("software-base:25-el9-release", {
    aliases: [{ tag: "latest", timestamps: false }],
    destinations: [
      { repository: "hub.example.org/osg/software-base", required: true },
      { repository: "docker.io/osg/base", required: true },
    ],
  });
  const pinned = `docker-image://hub.example.org/osg/software-base@${digest}`;

  test("every published reference is overridden, as written and as Docker shows it, and the bare name", () => {
    expect(targetOf({}, [{ unit: base, digest }])?.contexts).toEqual({
      "hub.example.org/osg/software-base:25-el9-release": pinned,
      "hub.example.org/osg/software-base:latest": pinned,
      "hub.example.org/osg/software-base": pinned,
      "docker.io/osg/base:25-el9-release": pinned,
      "docker.io/osg/base:latest": pinned,
      "osg/base:25-el9-release": pinned,
      "osg/base": pinned,
      "software-base": pinned,
    });
  });

  test("other named contexts stay; the base wins over one of its own name", () => {
    const contexts = { lib: "lib", "software-base": "docker-image://elsewhere:1" };
    expect(targetOf(build({ contexts }), [{ unit: base, digest }])?.contexts).toMatchObject({
      lib: "lib",
      "software-base": pinned,
    });
  });

  test("labels name it", () => {
    expect(targetOf({}, [{ unit: base, digest }])?.labels).toMatchObject({
      "org.opencontainers.image.base.name": "hub.example.org/osg/software-base:25-el9-release",
      "org.opencontainers.image.base.digest": digest,
    });
  });
});

describe("kept on this machine", () => {
  const unit = makePlannedUnit("squid:release", build({ secrets: [{ id: "key", src: "/run/key" }] }));
  const base = { unit: makeUnit("base:release"), digest, layout: "/tmp/base" };

  test("an OCI layout in the folder, without the secrets; the base from its own folder", () => {
    const request = bakeDefinition(makePlan([unit], { intent: "check" }), unit, [base], "/tmp/squid");
    const target = request.definition.target["unit"];
    expect(target?.output).toEqual([{ type: "oci", dest: "/tmp/squid", tar: "false" }]);
    expect(target?.contexts).toHaveProperty("base", `oci-layout:///tmp/base@${digest}`);
    expect(target?.secret).toEqual([]);
    expect(request).toMatchObject({ allowRead: ["/tmp/base"], allowWrite: ["/tmp/squid"], secrets: [] });
  });
});

test.each([
  ["docker.io/library/busybox:1.36", "busybox:1.36"],
  ["docker.io/library/busybox:latest", "busybox"],
  ["docker.io/osg/base:25", "osg/base:25"],
  ["docker.io/library/deep/name:1", "library/deep/name:1"],
  ["localhost:5000/base:latest", "localhost:5000/base"],
  ["ghcr.io/osg/base:25-latest", "ghcr.io/osg/base:25-latest"],
])("Docker shows %s as %s", (reference, familiar) => expect(familiarName(reference)).toBe(familiar));

test.each([
  [".", "Dockerfile", "Dockerfile"],
  ["squid", "squid/Dockerfile", "Dockerfile"],
  ["squid", "squid/docker/Dockerfile.el9", "docker/Dockerfile.el9"],
  ["squid", "docker/Dockerfile", "../docker/Dockerfile"],
  ["a/b", "a/c/Dockerfile", "../c/Dockerfile"],
  ["./squid/", "./squid/Dockerfile", "Dockerfile"],
  ["squid", "squid2/Dockerfile", "../squid2/Dockerfile"],
])("from %s, %s is %s", (from, to, path) => expect(relativePath(from, to)).toBe(path));
