import { expect, test } from "@jest/globals";
import { outsideReferences } from "../../../../src/core/inputs/dockerfile/outside-references.ts";
import type { Unit } from "../../../../src/core/unit/unit.ts";
import { makeUnit } from "../../../support/units.ts";

const base = makeUnit("base:release");
const pinned = `almalinux:9@sha256:${"a".repeat(64)}`;
const build = (change: Partial<Unit["build"]>): Partial<Unit> => ({ build: { ...makeUnit("app:release").build, ...change } });

test.each<[what: string, dockerfile: string, expected: string[], change?: Partial<Unit>]>([
  ["a familiar name, in full", "FROM almalinux:9", ["docker.io/library/almalinux:9"]],
  ["a name without a tag", "FROM osg/tools", ["docker.io/osg/tools:latest"]],
  [
    "one image that is spelt in two ways, once",
    "FROM alpine:3 AS a\nFROM docker.io/library/alpine:3\nCOPY --from=a / /",
    ["docker.io/library/alpine:3"],
  ],
  [
    "a copy and a mount",
    "FROM scratch\nCOPY --from=busybox:1 / /\nRUN --mount=from=golang:1,target=/go true",
    ["docker.io/library/busybox:1", "docker.io/library/golang:1"],
  ],
  ["no reference with a digest: it never moves", `FROM ${pinned}`, []],
  [
    "nothing that the configuration publishes",
    "FROM one.example.org/osg/base:release\nCOPY --from=one.example.org/osg/app:release / /",
    [],
  ],
  ["no declared base by its image name", "FROM base", [], { base: "base:release" }],
  ["no stage that the target does not need", "FROM debian:13 AS a\nFROM alpine:3", ["docker.io/library/alpine:3"]],
  [
    "none that a stage hides: BuildKit would replace the stage",
    "FROM golang AS golang\nFROM alpine:3\nCOPY --from=golang / /",
    ["docker.io/library/alpine:3"],
  ],
  [
    "that of each platform",
    "ARG TARGETARCH\nFROM example.org/base:$TARGETARCH",
    ["example.org/base:amd64", "example.org/base:arm64"],
    { platforms: ["linux/amd64", "linux/arm64"] },
  ],
  [
    "the image of a named context",
    "FROM os",
    ["docker.io/library/almalinux:9"],
    build({ contexts: { os: "docker-image://almalinux:9" } }),
  ],
  ["no folder of that name", "FROM os", [], build({ contexts: { os: "folder" } })],
  ["none whose host the build would spell otherwise", "FROM Hub.example.org/base:1", []],
  ["no words that are no image", "FROM $UNKNOWN\nCOPY --from=$X / /", []],
  ["nothing in rubbish", "hello", []],
])("finds %s", (_, dockerfile, expected, change = {}) => {
  const unit = makeUnit("app:release", change);
  expect(outsideReferences([base, unit])(unit, dockerfile)).toEqual(expected);
});
