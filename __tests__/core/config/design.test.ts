import { describe, expect, test } from "@jest/globals";
import { load } from "./support.ts";

/** The configuration of the design, section 9. */
const osg = `
# yaml-language-server: $schema=…/schema/tagstream.schema.json
registries:
  - hub.example.org/osg
  - { name: hub.example.org/legacy, when: { series: "24" } }
  - { name: docker.io/osg, required: false }
streams:
  release: { args: { YUM_REPO: release } }
  testing: { args: { YUM_REPO: testing } }
matrix:
  series: ["24", "25"]
  os: [el9]
  include: [{ os: el9, base_os: almalinux-9 }]
tag: "{series}-{os}-{stream}"
aliases:
  - { tag: "{series}-{stream}", when: { os: el9 }, timestamps: true }
  - { tag: latest, when: { stream: release, series: "25" } }
images:
  frontier-squid:
    context: frontier-squid
    base: software-base
    platforms: [linux/amd64, linux/arm64]
    tests:
      - run: [squid, -v]
      - exec: [curl, -fsS, http://localhost:3128/]
        within: 60s
      - script: tests/frontier-squid.sh
        files: [tests/lib.sh]
  software-base: { context: base, args: { SERIES: "{series}", BASE_OS: "{base_os}" }, platforms: [linux/amd64, linux/arm64] }
promotion: { max-age: 7d }
`;

describe("the design's configuration", () => {
  const { units, promotion, warnings } = load(osg);

  test("bases first, then the configuration's order: image, variant, stream", () => {
    expect(units.map(({ name, base }) => `${name} on ${base}`)).toEqual([
      "software-base:24-el9-release on undefined",
      "software-base:24-el9-testing on undefined",
      "software-base:25-el9-release on undefined",
      "software-base:25-el9-testing on undefined",
      "frontier-squid:24-el9-release on software-base:24-el9-release",
      "frontier-squid:24-el9-testing on software-base:24-el9-testing",
      "frontier-squid:25-el9-release on software-base:25-el9-release",
      "frontier-squid:25-el9-testing on software-base:25-el9-testing",
    ]);
    expect(promotion).toEqual({ maxAge: 604_800_000 });
    expect(warnings).toEqual([]);
  });

  test("a unit in full", () => {
    const platforms = ["linux/amd64", "linux/arm64"];
    const common = { timeout: 300_000, env: {}, platforms };
    expect(units.at(-2)).toEqual({
      name: "frontier-squid:25-el9-release",
      image: "frontier-squid",
      stream: "release",
      variant: { series: "25", os: "el9" },
      streamTag: "25-el9-release",
      aliases: [
        { tag: "25-release", timestamps: true },
        { tag: "latest", timestamps: false },
      ],
      destinations: [
        { repository: "hub.example.org/osg/frontier-squid", required: true },
        { repository: "docker.io/osg/frontier-squid", required: false },
      ],
      required: true,
      base: "software-base:25-el9-release",
      platforms,
      build: {
        context: "frontier-squid",
        dockerfile: "frontier-squid/Dockerfile",
        args: { YUM_REPO: "release" },
        contexts: {},
        secrets: [],
        labels: {},
      },
      tests: [
        { kind: "run", name: "squid -v", command: ["squid", "-v"], ...common },
        {
          kind: "exec",
          name: "curl -fsS http://localhost:3128/",
          command: ["curl", "-fsS", "http://localhost:3128/"],
          within: 60_000,
          ...common,
        },
        {
          kind: "script",
          name: "tests/frontier-squid.sh",
          command: ["tests/frontier-squid.sh"],
          files: ["tests/lib.sh"],
          ...common,
        },
      ],
    });
  });

  test("placeholders of dimensions and of included values; conditions on registries and aliases", () => {
    const [base] = units;
    expect(base?.build.args).toEqual({ YUM_REPO: "release", SERIES: "24", BASE_OS: "almalinux-9" });
    expect(base?.aliases).toEqual([{ tag: "24-release", timestamps: true }]);
    expect(base?.destinations.map(({ repository }) => repository)).toEqual([
      "hub.example.org/osg/software-base",
      "hub.example.org/legacy/software-base",
      "docker.io/osg/software-base",
    ]);
  });
});
