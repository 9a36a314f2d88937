import { expect, test } from "@jest/globals";
import type { Sample } from "../../../src/core/existing/sample.ts";
import { factsOf, propose, push, release } from "./support.ts";

const minor = ({ version }: Sample) => version.split(".").slice(0, 2).join(".");
const ownerOf = ({ repository }: Sample) => `ghcr.io/${repository.split("/")[0]}`;

/** A repository with a Dockerfile in each folder. */
const folders = (...names: string[]) => factsOf(Object.fromEntries(names.map((name) => [`${name}/Dockerfile`, ""])));

test("a matrix of images shares its keys", () => {
  const found = propose(
    (one) =>
      ["api", "web"].map((image) => ({
        matrix: { image },
        repository: `${ownerOf(one)}/${image}`,
        recipe: { context: image, platforms: ["linux/amd64", "linux/arm64"], args: { TEAM: "octo", IMAGE: image } },
        tags: [[push(one), "main", "latest"]],
      })),
    folders("api", "web"),
  );
  expect(found).toEqual({
    yaml: `streams:
  main: {} # each push to main
aliases: [{ tag: latest }]
defaults:
  context: "{image}"
  platforms: [linux/amd64, linux/arm64]
  args: { TEAM: octo }
images:
  api: { args: { IMAGE: api } }
  web: { args: { IMAGE: web } }
`,
    rows: [
      "ghcr.io/octo-org/api:main on main: same stream",
      "ghcr.io/octo-org/api:latest on main: same alias",
      "ghcr.io/octo-org/web:main on main: same stream",
      "ghcr.io/octo-org/web:latest on main: same alias",
    ],
    notes: [],
    left: [],
  });
});

test("four apps with versions of their own, published by git tags alone", () => {
  const apps = ["api", "web", "db", "mail"];
  const found = propose(
    (one) =>
      apps.map((app) => ({
        repository: `${ownerOf(one)}/${app}`,
        recipe: { context: `apps/${app}` },
        tags: [[release(one, `${app}-v{version}`), one.version, "latest"]],
      })),
    folders(...apps.map((app) => `apps/${app}`)),
  );
  expect(found.yaml).toBe(`streams:
  api: { from: { tag: "api-v{version}" } } # the newest release, rebuilt to stay fresh
  web: { from: { tag: "web-v{version}" } } # the newest release, rebuilt to stay fresh
  db: { from: { tag: "db-v{version}" } } # the newest release, rebuilt to stay fresh
  mail: { from: { tag: "mail-v{version}" } } # the newest release, rebuilt to stay fresh
tag: release
aliases:
  - { tag: latest } # each rebuild of the newest release moves it, too
defaults:
  context: "apps/{image}"
images:
  api:
    streams: [api]
    versions: { stream: api, git-tag: "{image}-v{version}", tags: ["{version}"] }
  web:
    streams: [web]
    versions: { stream: web, git-tag: "{image}-v{version}", tags: ["{version}"] }
  db:
    streams: [db]
    versions: { stream: db, git-tag: "{image}-v{version}", tags: ["{version}"] }
  mail:
    streams: [mail]
    versions: { stream: mail, git-tag: "{image}-v{version}", tags: ["{version}"] }
`);
  expect(found.rows).toEqual(
    apps.flatMap((app) => [
      `ghcr.io/octo-org/${app}:1.4.2 on git tag: same version`,
      `ghcr.io/octo-org/${app}:latest on git tag: same alias`,
    ]),
  );
});

test("four apps with versions of their own, that pushes publish, too", () => {
  const apps = ["api", "web", "db", "mail"];
  const found = propose(
    (one) =>
      apps.map((app) => ({
        repository: `${ownerOf(one)}/${app}`,
        recipe: { context: `apps/${app}` },
        tags: [
          [push(one), "main"],
          [release(one, `${app}-v{version}`), one.version, minor(one), "latest"],
        ],
      })),
    folders(...apps.map((app) => `apps/${app}`)),
  );
  expect(found.yaml).toBe(`streams:
  main: {} # each push to main
# only git tags write these
versions: { git-tag: "{image}-v{version}", tags: ["{version}", "{major}.{minor}", latest] }
defaults:
  context: "apps/{image}"
images:
  api: {}
  web: {}
  db: {}
  mail: {}
`);
  expect(found.notes).toEqual(["Each image has git tags of its own: they give version tags, and no stream of releases."]);
  expect(found.rows.filter((row) => row.includes("/api:"))).toEqual([
    "ghcr.io/octo-org/api:main on main: same stream",
    "ghcr.io/octo-org/api:1.4.2 on git tag: same version",
    "ghcr.io/octo-org/api:1.4 on git tag: same version",
    "ghcr.io/octo-org/api:latest on git tag: same version",
  ]);
});

test("images of different streams say so", () => {
  const found = propose(
    (one) => [
      {
        repository: `${ownerOf(one)}/api`,
        recipe: { context: "api" },
        tags: [
          [push(one), "main"],
          [release(one), one.version],
        ],
      },
      { repository: `${ownerOf(one)}/ci`, recipe: { context: "ci" }, tags: [[push(one), "latest"]] },
      { repository: "docker.io/octo/tool", recipe: { context: "tool" }, tags: [[release(one), one.version]] },
    ],
    folders("api", "ci", "tool"),
  );
  expect(found.yaml).toBe(`streams:
  main: {} # each push to main
  release: { from: { tag: "v{version}" } } # the newest release, rebuilt to stay fresh
defaults:
  context: "{image}"
images:
  api: { versions: { stream: release, tags: ["{version}"] } }
  ci: { streams: [main], tag: latest }
  tool:
    streams: [release]
    destinations: [docker.io/octo/tool]
    versions: { stream: release, tags: ["{version}"] }
`);
});

test("each app's version from its own file, and a base under a tag that nothing writes", () => {
  const values = ["api", "web"].map((app, index) => ({
    file: `apps/${app}/VERSION`,
    text: `1.${index}.0`,
    place: { file: "publish.yml", line: 3 },
  }));
  const found = propose(
    (one) =>
      ["api", "web"].map((app, index) => ({
        repository: `${ownerOf(one)}/${app}`,
        recipe: { context: `apps/${app}` },
        tags: [[push(one), "rolling", `1.${index}.0`]],
      })),
    factsOf({
      "apps/api/Dockerfile": "",
      "apps/web/Dockerfile": "FROM ghcr.io/octo-org/api:latest\nFROM ghcr.io/octo-org/api:rolling\n",
      "apps/api/VERSION": "1.0.0",
      "apps/web/VERSION": "1.1.0",
    }),
    { values },
  );
  expect(found).toEqual({
    yaml: `streams:
  rolling: {} # each push to main
aliases: [{ tag: "{version}" }]
values: { version: { file: "apps/{image}/VERSION" } }
defaults:
  context: "apps/{image}"
images:
  api: {}
  web: {}
`,
    rows: [
      "ghcr.io/octo-org/api:rolling on main: same stream",
      "ghcr.io/octo-org/api:1.0.0 on main: same alias",
      "ghcr.io/octo-org/web:rolling on main: same stream",
      "ghcr.io/octo-org/web:1.1.0 on main: same alias",
    ],
    notes: [
      "apps/web/Dockerfile builds on ghcr.io/octo-org/api:latest, which this configuration does not publish: name a tag of the image api.",
    ],
    left: [],
  });
});

test("native runners: the builds of platforms belong to the image that one job tags", () => {
  const found = propose(
    (one) => [
      { name: "build (amd64)", recipe: { platforms: ["linux/amd64"] }, tags: [] },
      { name: "build (arm64)", recipe: { platforms: ["linux/arm64"] }, tags: [] },
      { name: "merge", tags: [[push(one), "main"]] },
      { name: "lint", recipe: { context: "lint" }, tags: [] },
    ],
    factsOf({ Dockerfile: "", "lint/Dockerfile": "" }),
    { runners: { default: "ubuntu-24.04", platforms: { "linux/arm64": ["self-hosted", "arm64"], "linux/s390x": "big" } } },
  );
  expect(found.yaml).toBe(`streams:
  main: {} # each push to main
runners: { default: ubuntu-24.04, linux/arm64: [self-hosted, arm64] }
images:
  app: { context: ., platforms: [linux/amd64, linux/arm64] }
`);
  expect(found.notes).toEqual(["The build lint publishes nothing today, so it is no image of this configuration."]);
});
