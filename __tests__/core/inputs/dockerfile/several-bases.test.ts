import { describe, expect, test } from "@jest/globals";
import { joinDockerfiles } from "../../../../src/core/inputs/dockerfile/bases.ts";
import { Failure, type Problem } from "../../../../src/core/lib/problems/problem.ts";
import { basesOf, type UnitBase } from "../../../../src/core/unit/bases.ts";
import type { Unit } from "../../../../src/core/unit/unit.ts";
import { makeUnit } from "../../../support/units.ts";

const base = makeUnit("base:release");
const tools = makeUnit("tools:release");
const child = makeUnit("child:release");
const here = "one.example.org/osg";

function join(texts: Record<string, string>, units: Unit[] = [child, base, tools]): Unit[] {
  return joinDockerfiles(units, ({ image }) => texts[image]);
}

function basesIn(text: string, unit: Unit = child, others: Unit[] = [base, tools]): UnitBase[] {
  const made = join({ child: text }, [unit, ...others]).find(({ name }) => name === unit.name);
  return made ? basesOf(made) : [];
}

function faultsOf(texts: Record<string, string>, units?: Unit[]): string[] {
  try {
    join(texts, units);
    return [];
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return error.problems.map(({ code, file, line, message }: Problem) => `${file}:${line} ${code} ${message}`);
  }
}

describe("an image may be built on several images of this configuration", () => {
  const both = [{ unit: "base:release" }, { unit: "tools:release" }];
  test.each<[string, string, UnitBase[]]>([
    ["FROM, and COPY --from", `FROM ${here}/base:release\nCOPY --from=${here}/tools:release / /`, both],
    ["the FROM of its target first", `FROM ${here}/tools:release AS t\nFROM ${here}/base:release\nCOPY --from=t / /`, both],
    [
      "two mounts of one RUN",
      `FROM x\nRUN --mount=from=${here}/base:release,target=/b --mount=from=${here}/tools:release,target=/t x`,
      both,
    ],
    [
      "one in several spellings",
      `FROM ${here}/base:release\nCOPY --from=ONE.example.org:443/osg/base:release / /`,
      [{ unit: "base:release", names: [`${here}/base:release`, "base", "ONE.example.org:443/osg/base:release"] }],
    ],
    ["not one that its target does not need", `FROM ${here}/tools:release AS t\nFROM ${here}/base:release`, both.slice(0, 1)],
  ])("%s", (_, text, expected) => expect(basesIn(text)).toEqual(expected));

  test.each<[string, string, Partial<Unit>, UnitBase[]]>([
    [
      "one declared, one found",
      `FROM ${here}/base:release\nCOPY --from=${here}/tools:release / /`,
      { base: "tools:release" },
      both,
    ],
    [
      "declared ones by their image names",
      "FROM base\nCOPY --from=tools / /",
      { base: "tools:release", otherBases: both.slice(0, 1) },
      both,
    ],
    [
      "declared ones that nothing shows come last, in their order",
      "FROM $UNKNOWN",
      { base: "base:release", otherBases: both.slice(1) },
      both,
    ],
    [
      "a declared one that nothing shows comes after the one in FROM",
      `FROM ${here}/base:release`,
      { base: "tools:release" },
      both,
    ],
  ])("%s", (_, text, keys, expected) => expect(basesIn(text, { ...child, ...keys })).toEqual(expected));

  test("a declared one that is not here stays, for whoever left it out", () => {
    const declared = { ...child, base: "gone:release", otherBases: [{ unit: "tools:release" }] };
    expect(join({ child: `FROM ${here}/tools:release` }, [tools, declared])).toEqual([tools, declared]);
  });

  test("without a Dockerfile, the declared ones stay", () => {
    const declared = { ...child, base: "base:release", otherBases: [{ unit: "tools:release" }] };
    expect(join({}, [base, tools, declared])).toEqual([base, tools, declared]);
  });

  test("all come before their child, also across several levels", () => {
    const texts = {
      child: `FROM ${here}/tools:release\nCOPY --from=${here}/base:release / /`,
      base: `FROM ${here}/tools:release`,
    };
    expect(join(texts).map(({ name }) => name)).toEqual(["tools:release", "base:release", "child:release"]);
  });
});

describe("a base on some of the platforms", () => {
  const platforms = ["linux/amd64", "linux/arm64"];
  const two = { ...child, platforms };
  const amd = makeUnit("base-amd64:release");
  const arm = makeUnit("base-arm64:release", { platforms: ["linux/arm64"] });

  test("is the base of these alone", () => {
    expect(basesIn(`ARG TARGETARCH\nFROM ${here}/base-$TARGETARCH:release`, two, [amd, arm])).toEqual([
      { unit: "base-amd64:release", platforms: ["linux/amd64"] },
      { unit: "base-arm64:release", platforms: ["linux/arm64"] },
    ]);
  });

  test("is refused where it is used on a platform that it lacks, at its line", () => {
    expect(faultsOf({ child: `FROM x\nCOPY --from=${here}/base:release / /` }, [base, two])).toEqual([
      'child/Dockerfile:2 config-base child is built for linux/arm64, but its base base:release is not: add them to `platforms` of "base", or choose another image for them in the Dockerfile',
    ]);
  });

  test.each<[string, string, Partial<Unit>]>([
    ["FROM names a platform", `FROM --platform=$BUILDPLATFORM ${here}/base:release AS b\nFROM x\nCOPY --from=b / /`, {}],
    ["a compatible variant", `FROM ${here}/base:release`, { platforms: ["linux/amd64", "linux/arm/v7"] }],
  ])("is let through where BuildKit may find an image: %s", (_, text, keys) => {
    expect(faultsOf({ child: text }, [{ ...base, ...keys }, two])).toEqual([]);
  });
});

describe("what is refused, with file and line", () => {
  const testing = makeUnit("base:testing");
  test("an image name that stands for two units of one image", () => {
    const text = `FROM ${here}/base:release\nCOPY --from=${here}/base:testing / /\nCOPY --from=base / /`;
    expect(faultsOf({ child: text }, [base, testing, child])).toEqual([
      'child/Dockerfile:3 config-base "base" may be any of several bases: this Dockerfile uses more than one unit of the image "base". Write a full reference for each, such as one.example.org/osg/base:release.',
    ]);
  });

  test("two units of one image are two bases, and their image's name is none", () => {
    expect(basesIn(`FROM ${here}/base:release\nCOPY --from=${here}/base:testing / /`, child, [base, testing])).toEqual([
      { unit: "base:release", names: [`${here}/base:release`] },
      { unit: "base:testing", names: [`${here}/base:testing`] },
    ]);
  });

  test("a published reference wins over the image name of another base", () => {
    const hub = makeUnit("other:latest", { destinations: [{ repository: "docker.io/library/base", required: true }] });
    expect(basesIn(`FROM ${here}/base:release\nCOPY --from=base / /`, child, [base, hub])).toEqual([
      { unit: "base:release", names: [`${here}/base:release`] },
      { unit: "other:latest" },
    ]);
  });

  test("a stage with the name of any base", () => {
    const text = `FROM ${here}/base:release\nCOPY --from=tools / /\nFROM tools AS tools\nCOPY --from=0 / /`;
    const declared = { ...child, base: "base:release", otherBases: [{ unit: "tools:release" }] };
    expect(faultsOf({ child: text }, [base, tools, declared])).toEqual([
      expect.stringMatching(/^child\/Dockerfile:3 config-stage "tools" names both the base tools and a stage/),
    ]);
  });

  test("a circle through a second base, at its line", () => {
    const texts = {
      child: `FROM ${here}/base:release\nCOPY --from=${here}/tools:release / /`,
      tools: `FROM x\n\nCOPY --from=${here}/child:release / /`,
    };
    expect(faultsOf(texts)).toEqual([
      "child/Dockerfile:2 config-base These images form a cycle of bases: child:release → tools:release → child:release. Pin one of the references by digest.",
    ]);
  });
});

test("units of other commits have Dockerfiles of their own at the same path", () => {
  const old = makeUnit("child:old", { source: { ref: "refs/heads/old", commit: "1".repeat(40) } });
  const texts = new Map([
    [child.name, `FROM ${here}/base:release`],
    [old.name, `FROM ${here}/tools:release`],
  ]);
  const units = joinDockerfiles([base, tools, child, old], ({ name }) => texts.get(name));
  expect(units.map((unit) => [unit.name, unit.base])).toEqual([
    ["base:release", undefined],
    ["tools:release", undefined],
    ["child:release", "base:release"],
    ["child:old", "tools:release"],
  ]);
});

test("a fault of a Dockerfile at another commit names the commit, or goes to its own units", () => {
  const old = makeUnit("child:old", { source: { ref: "refs/heads/old", commit: "1".repeat(40) } });
  const clash = { ...old, build: { ...old.build, contexts: { x: "x" } } };
  expect(() => joinDockerfiles([clash], () => "FROM a AS x\nFROM x")).toThrow(/Dockerfile is that of refs\/heads\/old/);
  const faults: [string, string | undefined, number | undefined][] = [];
  const units = joinDockerfiles(
    [clash],
    () => "FROM a AS x\nFROM x",
    ({ name }, { code, line }) => faults.push([name, code, line]),
  );
  expect(units).toEqual([clash]);
  expect(faults).toEqual([["child:old", "config-stage", 1]]);
});
