import { describe, expect, test } from "@jest/globals";
import { bakeDefinition, baseNamesOf } from "../../../../src/core/build/bake.ts";
import { joinDockerfiles } from "../../../../src/core/inputs/dockerfile/bases.ts";
import { outsideReferences } from "../../../../src/core/inputs/dockerfile/outside-references.ts";
import { Failure, type Problem } from "../../../../src/core/lib/problems/problem.ts";
import { familiarName } from "../../../../src/core/oci/reference.ts";
import type { Unit } from "../../../../src/core/unit/unit.ts";
import { makePlan, makePlannedUnit } from "../../../support/plans.ts";
import { makeDigest, makeUnit } from "../../../support/units.ts";

const digest = makeDigest("base");
const pinned = `docker-image://one.example.org/osg/base@${digest}`;
const base = makeUnit("base:release", { aliases: [{ tag: "latest", timestamps: false }] });
const child = makeUnit("child:release");
const declared = { ...child, base: base.name };

/** The units, each with its Dockerfile's text; what has none has no Dockerfile. */
function join(dockerfiles: Record<string, string>, units: Unit[] = [child, base]): Unit[] {
  return joinDockerfiles(units, ({ build }) => dockerfiles[build.dockerfile.split("/")[0] ?? ""]);
}

function problemsOf(dockerfiles: Record<string, string>, units?: Unit[]): readonly Problem[] {
  try {
    join(dockerfiles, units);
    return [];
  } catch (error) {
    if (error instanceof Failure) return error.problems;
    throw error;
  }
}

/** What a unit's build puts in the place of names. */
function contextsOf(units: readonly Unit[], its = base): Record<string, string> {
  const unit = units.find(({ name }) => name === child.name) ?? child;
  const planned = makePlannedUnit(unit.name, unit);
  const target = bakeDefinition(makePlan([planned]), planned, [{ unit: its, digest, names: unit.baseNames ?? baseNamesOf(its) }])
    .definition.target["unit"];
  return target?.contexts ?? {};
}

describe("a reference that this configuration publishes is a base without being declared", () => {
  test.each([
    ["its stream tag", "FROM one.example.org/osg/base:release"],
    ["an alias", "FROM one.example.org/osg/base:latest"],
    ["no tag", "FROM one.example.org/osg/base"],
    ["another spelling of the registry", "FROM ONE.example.org:443/osg/base:release"],
    ["a build argument's default", "ARG TAG=release\nFROM one.example.org/osg/base:$TAG"],
    ["a stage that the target is built from", "FROM one.example.org/osg/base:release AS a\nFROM a"],
    ["COPY --from", "FROM scratch\nCOPY --from=one.example.org/osg/base:release / /"],
    ["RUN --mount", "FROM busybox\nRUN --mount=from=one.example.org/osg/base:release,target=/x true"],
  ])("%s", (_, text) => {
    const units = join({ child: text });
    expect(units.map(({ name, base: its }) => [name, its])).toEqual([
      ["base:release", undefined],
      ["child:release", "base:release"],
    ]);
  });

  test("not of a stream that follows another one, which has no base either", () => {
    const follows = {
      unit: "base:release",
      repository: "one.example.org/osg/base",
      soak: 1,
      shown: 1,
      verdict: "optional" as const,
    };
    const stable = { ...makeUnit("base:stable"), follows };
    const follower = { ...makeUnit("child:stable"), build: child.build, follows: { ...follows, unit: child.name } };
    const text = "FROM one.example.org/osg/base:release\nCOPY --from=one.example.org/osg/base:stable / /";
    const units = join({ child: text }, [child, base, stable, follower]);
    expect(units.map(({ name, base: its, otherBases }) => [name, its, otherBases])).toEqual([
      ["base:release", undefined, undefined],
      ["child:release", "base:release", undefined],
      ["base:stable", undefined, undefined],
      ["child:stable", undefined, undefined],
    ]);
    expect(outsideReferences(units)(child, text)).toEqual(["one.example.org/osg/base:stable"]);
  });

  test("on Docker Hub, however that is spelt", () => {
    const hub = { ...base, destinations: [{ repository: "docker.io/osg/base", required: true }] };
    for (const name of ["osg/base:release", "docker.io/osg/base", "index.docker.io/osg/base:release"]) {
      expect(join({ child: `FROM ${name}` }, [hub, child])[1]?.base).toBe("base:release");
    }
  });

  test("in its second registry, of another stream, and of another variant", () => {
    const testing = makeUnit("base:testing", {
      destinations: [...base.destinations, { repository: "two.example.org/b", required: false }],
    });
    expect(
      join({ child: "FROM two.example.org/b:testing" }, [child, base, testing]).find(({ image }) => image === "child")?.base,
    ).toBe("base:testing");
    const own = makeUnit("child:testing");
    const units = join({ child: "FROM one.example.org/osg/child:release" }, [own, child]);
    expect(units.map(({ name, base: its }) => [name, its])).toEqual([
      ["child:release", undefined], // itself, as it was
      ["child:testing", "child:release"],
    ]);
  });

  test.each([
    ["capitals", "one.example.org/osg/base", "ONE.example.org/osg/base:release"],
    ["its port", "one.example.org/osg/base", "one.example.org:443/osg/base:latest"],
    ["both", "one.example.org:443/osg/base", "One.Example.org:0443/osg/base"],
    ["a port that only the configuration has", "one.example.org:443/osg/base", "one.example.org/osg/base:release"],
    ["this machine's port", "localhost/osg/base", "localhost:80/osg/base:release"],
    ["Docker Hub's API", "docker.io/osg/base", "registry-1.docker.io/osg/base:release"],
    ["Docker Hub's login", "docker.io/osg/base", "index.docker.io:443/osg/base:latest"],
    ["Docker Hub in capitals", "docker.io/library/base", "DOCKER.IO/base:release"],
  ])("a FROM or COPY with another spelling is overridden by the base: %s", (_, repository, written) => {
    const own = { ...base, destinations: [{ repository, required: true }] };
    for (const text of [`FROM ${written}`, `FROM scratch\nCOPY --from=${written} / /`]) {
      for (const unit of [child, declared]) {
        const contexts = contextsOf(join({ child: text }, [own, unit]), own);
        const looked = written.replace(/:latest$/, ""); // what BuildKit looks for
        expect(contexts).toHaveProperty([familiarName(looked)], `docker-image://${repository}@${digest}`);
      }
    }
  });

  test.each([
    ["another repository", "FROM one.example.org/osg/base2:release"],
    ["another tag", "FROM one.example.org/osg/base:release-20261123-0617"],
    ["a digest", `FROM one.example.org/osg/base:release@${digest}`],
    ["a stage that is not built", "FROM one.example.org/osg/base:release AS unused\nFROM busybox"],
    ["Docker Hub's image of that name", "FROM base"],
    ["no Dockerfile", undefined],
    ["no readable one", "FROM ${"],
  ])("not by %s", (_, text) => {
    const units = join(text === undefined ? {} : { child: text });
    expect(units).toEqual([child, base]);
  });

  test("not where a named context stands for it", () => {
    const contexts = { "one.example.org/osg/base:release": "docker-image://example.org/x" };
    const own = { ...child, build: { ...child.build, contexts } };
    expect(join({ child: "FROM one.example.org/osg/base:release" }, [own, base])).toEqual([own, base]);
  });

  test("a circle is refused, at a line of it", () => {
    const circle = {
      child: "FROM one.example.org/osg/base:release",
      base: "FROM scratch\nCOPY --from=one.example.org/osg/child:release / /",
    };
    const message =
      "These images form a cycle of bases: child:release → base:release → child:release. Pin one of the references by digest.";
    expect(problemsOf(circle)).toEqual([{ code: "config-base", severity: "error", file: "child/Dockerfile", line: 1, message }]);
  });
});

describe("a stage of a Dockerfile is never replaced", () => {
  test.each([
    ["by its base's bare name", "FROM one.example.org/osg/base:release AS base\nRUN x\nFROM base"],
    ["in another case", "FROM one.example.org/osg/base:release AS Base\nFROM bASE"],
    ["where it is the target", "FROM one.example.org/osg/base:release AS base"],
    [
      "where it has nothing to do with the base",
      "FROM busybox AS base\nFROM one.example.org/osg/base:release\nCOPY --from=base / /",
    ],
  ])("%s", (_, text) => {
    for (const unit of [declared, child]) {
      const contexts = contextsOf(join({ child: text }, [base, unit]));
      expect(Object.keys(contexts).sort()).toEqual([
        "one.example.org/osg/base",
        "one.example.org/osg/base:latest",
        "one.example.org/osg/base:release",
      ]);
    }
  });

  test("by a base that Docker shows as just a name", () => {
    const hub = makeUnit("base:latest", { destinations: [{ repository: "docker.io/library/base", required: true }] });
    const [, made] = join({ child: "FROM docker.io/library/base:latest AS base\nFROM scratch" }, [
      hub,
      { ...child, base: hub.name },
    ]);
    expect(made?.baseNames).toEqual(["docker.io/library/base:latest"]);
  });

  test.each([
    ["FROM base AS base", 1],
    ["FROM busybox AS one\nFROM base\nFROM busybox AS BASE\nFROM scratch\nCOPY --from=1 / /", 2],
  ])("where the name means both, it is refused: %j", (text, line) => {
    expect(problemsOf({ child: text }, [base, declared])).toMatchObject([
      { code: "config-stage", file: "child/Dockerfile", line },
    ]);
  });

  test("by a named context: refused, once for all units", () => {
    const with_ = (unit: Unit) => ({
      ...unit,
      build: { ...unit.build, contexts: { Tools: "tools" }, dockerfile: "child/Dockerfile" },
    });
    const message =
      'BuildKit would replace the stage "tools" with the context "Tools" of child. Rename the stage or the context.';
    const problems = problemsOf({ child: "FROM scratch\nFROM busybox AS tools\nFROM tools" }, [
      with_(child),
      with_(makeUnit("other:release")),
    ]);
    expect(problems).toEqual([{ code: "config-stage", severity: "error", file: "child/Dockerfile", line: 2, message }]);
  });

  test("without such a stage all is as it was", () => {
    const units = join({ child: "FROM base AS build\nFROM build" }, [base, declared]);
    expect(units).toEqual([base, declared]);
    expect(contextsOf(units)).toEqual(contextsOf([base, declared]));
    expect(contextsOf(units)).toHaveProperty("base", pinned);
  });
});
