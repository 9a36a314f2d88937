import { describe, expect, test } from "@jest/globals";
import { loadConfiguration } from "../../../../src/core/config/index.ts";
import { kindOf, load, print } from "../support.ts";

const day = 86_400_000;

const yaml = `registries: [ghcr.io/o, { name: quay.io/o, when: { stream: stable } }]
timestamps: day
streams:
  stable: { follows: fresh, soak: 5d, verified: 2d, verdict: required, together: [squid, "osg:*"], tests: [{ name: site, script: check.sh }] }
  fresh: { args: { REPO: release } }
  calm: { follows: stable, soak: 12h, tests: [{ run: "true" }] }
matrix: { os: [el8, el9], exclude: [{ os: el8, stream: calm }] }
aliases: [{ tag: "{stream}-{os}-latest" }, { tag: "{stream}-{os}-{sha}", when: { stream: stable } }]
defaults: { platforms: [linux/amd64, { platform: linux/arm64, when: { stream: fresh } }] }
images:
  base: { context: base }
  squid:
    context: "{stream}"
    base: base
    required: { when: { stream: fresh } }
    scan: { script: scan.sh }
    candidates: { repository: quay.io/dev/squid }
    tests: [{ run: "true" }]
    versions: { tags: ["{os}-{version}"] }
`;

describe("units that follow others", () => {
  const { units, warnings, from } = load(yaml);
  const unit = (name: string) => units.find((one) => one.name === name);

  test("come after the units that they follow, and exist where their own matrix has them", () => {
    expect(units.map(({ name }) => name)).toEqual([
      ...["base:el8-fresh", "base:el8-stable", "base:el9-fresh", "base:el9-stable", "base:el9-calm"],
      ...["squid:el8-fresh", "squid:el8-stable", "squid:el9-fresh", "squid:el9-stable", "squid:el9-calm"],
    ]);
    expect(from).toEqual(new Map());
  });

  test("have the source's image and tests, tags and destinations of their own, and nothing of a build", () => {
    const fresh = unit("squid:el9-fresh");
    expect(fresh).toMatchObject({ base: "base:el9-fresh", versions: {}, scan: {}, candidates: "quay.io/dev/squid" });
    expect(unit("squid:el9-stable")).toEqual({
      name: "squid:el9-stable",
      image: "squid",
      stream: "stable",
      follows: {
        unit: "squid:el9-fresh",
        repository: "ghcr.io/o/squid",
        soak: 5 * day,
        shown: day,
        verified: 2 * day,
        verdict: "required",
        together: true,
        tests: ["site"],
      },
      variant: { os: "el9" },
      streamTag: "el9-stable",
      aliases: [{ tag: "stable-el9-latest", timestamps: false }],
      evaluatedAliases: [{ pattern: "stable-el9-{sha}", timestamps: false }],
      timestamps: "day",
      destinations: [
        { repository: "ghcr.io/o/squid", required: true },
        { repository: "quay.io/o/squid", required: true },
      ],
      required: false,
      platforms: ["linux/amd64", "linux/arm64"],
      build: fresh?.build,
      tests: [
        ...(fresh?.tests ?? []),
        expect.objectContaining({ name: "site", command: ["check.sh"], platforms: ["linux/amd64", "linux/arm64"] }),
      ],
    });
    expect(fresh?.build).toMatchObject({ context: "fresh", args: { REPO: "release" } });
    expect(unit("base:el9-stable")?.follows).not.toHaveProperty("together");
  });

  test("may follow one another: tests add up, with a name of their own", () => {
    const calm = unit("squid:el9-calm");
    expect(calm?.follows).toEqual({
      unit: "squid:el9-stable",
      repository: "ghcr.io/o/squid",
      soak: day / 2,
      shown: day / 2,
      verdict: "optional",
      tests: ["true (2)"],
    });
    expect(calm?.tests.map(({ name }) => name)).toEqual(["true", "site", "true (2)"]);
    expect(calm?.build).toEqual(unit("squid:el9-fresh")?.build);
  });

  test("an entry of `together` without a unit is warned of", () => {
    expect(warnings.map(print)).toEqual(['4:90 config-idle "osg:*" matches no unit of the stream "stable"']);
  });
});

test("without a key beside `follows`: a week, a day, no verdict", () => {
  const [, unit] = load("streams: { fresh: {}, stable: { follows: fresh } }\nimages: { app: { context: . } }").units;
  expect(unit?.follows).toEqual({
    unit: "app:fresh",
    repository: "ghcr.io/octo-org/app",
    soak: 7 * day,
    shown: day,
    verdict: "optional",
  });
});

test("combinations that `include` alone makes are told apart by their values", () => {
  const { units } = load(`streams: { fresh: {}, stable: { follows: fresh } }
matrix: { include: [{ os: el8 }, { os: el9 }] }
tag: "{os}-{stream}"
images: { app: { context: "{os}" } }`);
  expect(units.map(({ name, follows }) => follows?.unit ?? name)).toEqual([
    "app:el8-fresh",
    "app:el8-fresh",
    "app:el9-fresh",
    "app:el9-fresh",
  ]);
});

describe("units that follow a stream with a source", () => {
  const text = `streams:
  release: { from: { tag: "v{version}" } }
  stable: { follows: release, tests: [{ name: site, script: site.sh }] }
aliases: [{ tag: "{version}", when: { stream: stable } }]
images: { app: { context: app }, other: { context: other, aliases: [] } }`;
  const source = { ref: "refs/tags/v1.4.2", commit: "4".repeat(40), version: "1.4.2" };
  const at = (missing: string) =>
    loadConfiguration({
      text,
      file: "tagstream.yml",
      owner: "o",
      kindOf,
      sources: new Map(
        ["release", "stable"].map((stream) => [
          stream,
          { source, kindOf: (path: string) => (path.startsWith(missing) ? undefined : kindOf(path)) },
        ]),
      ),
    });

  test("have that source, too", () => {
    const { units, from, obstacles } = at("nothing");
    expect(units.map((unit) => unit.source)).toEqual([source, source, source, source]);
    expect([...from.keys()]).toEqual(["release", "stable"]);
    expect(obstacles).toEqual(new Map());
  });

  test("are absent with the unit that they follow", () => {
    const absent = { absent: "not in v1.4.2: it has no context other" };
    expect(at("other").obstacles).toEqual(
      new Map([
        ["other:release", absent],
        ["other:stable", absent],
      ]),
    );
  });

  test("are blocked without their own tests", () => {
    const blocked = { code: "source-unusable", reason: "v1.4.2 has no script site.sh" };
    expect([...at("site.sh").obstacles]).toEqual([
      ["app:stable", { blocked }],
      ["other:stable", { blocked }],
    ]);
  });
});
