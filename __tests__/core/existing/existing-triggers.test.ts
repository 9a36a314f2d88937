// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of GitHub
import { expect, test } from "@jest/globals";
import { readExisting } from "../../../src/core/existing/read-existing.ts";
import { publishedBy } from "../../support/existing/shown-setup.ts";
import { sourceOf, withWorkflow } from "../../support/existing/source.ts";

test("apps of one repository, each with a git tag of its own", () => {
  const { setup } = readExisting(
    withWorkflow(
      `
on: { push: { tags: ["*-v*"] } }
jobs:
  web:
    if: startsWith(github.ref_name, 'web-')
    runs-on: ubuntu-latest
    steps:
      - uses: docker/build-push-action@v6
        with: { context: web, push: true, tags: "ghcr.io/octo/web:\${{ github.ref_name }}" }
  api:
    if: startsWith(github.ref_name, 'api-')
    runs-on: ubuntu-latest
    steps:
      - uses: docker/build-push-action@v6
        with: { context: "{{defaultContext}}:api", push: true, tags: "ghcr.io/octo/api:\${{ github.ref_name }}" }
`,
      { gitTags: ["web-v1.0.0", "api-v2.0.0"] },
    ),
  );
  expect(publishedBy(setup)).toEqual({
    api: ["ghcr.io/octo/api:api-v1.4.2 | api-v1.4.2 | 15"],
    web: ["ghcr.io/octo/web:web-v1.4.2 | web-v1.4.2 | 9"],
  });
});

test("a branch for each version, a schedule, and two registries", () => {
  const { setup } = readExisting(
    withWorkflow(
      `
on:
  push: { branches: [main, "[0-9]+.x"] }
  schedule: [{ cron: "0 3 * * 1" }]
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: docker/build-push-action@v6
        with: { load: true, tags: "test:local" }
      - uses: docker/build-push-action@v6
        with:
          push: true
          tags: |
            octo/app:\${{ github.ref_name }}
            quay.io/octo/app:\${{ github.event_name == 'schedule' && 'nightly' || github.ref_name }}
`,
      { branches: ["1.x", "main", "dev"] },
    ),
  );
  expect(publishedBy(setup)).toEqual({
    build: [
      "docker.io/octo/app:main | main | 15",
      "quay.io/octo/app:main | main | 16",
      "docker.io/octo/app:1.x | 1.x | 15",
      "quay.io/octo/app:1.x | 1.x | 16",
      "docker.io/octo/app:main | 0 3 * * 1 | 15",
      "quay.io/octo/app:nightly | 0 3 * * 1 | 16",
    ],
  });
  expect(setup.crons).toEqual(["0 3 * * 1"]);
});

test("a release, and the push of its git tag", () => {
  const steps = (tag: string) => `
    runs-on: ubuntu-latest
    steps:
      - uses: docker/build-push-action@v6
        with: { push: true, tags: "octo/app:${tag}" }`;
  const { setup } = readExisting(
    withWorkflow(
      `on: { release: { types: [published] }, push: { tags: ["*"] } }
jobs:
  build:${steps("${{ github.event.release.tag_name || github.ref_name }}")}
`,
      { gitTags: ["1.0.0"] },
    ),
  );
  expect(publishedBy(setup)).toEqual({ build: ["docker.io/octo/app:1.4.2 | 1.4.2 | 7"] });
});

test("one image of two workflows, and a third that only tests it", () => {
  const workflow = (on: string, tag: string, push = true) => `on: { ${on} }
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: docker/build-push-action@v6
        with: { push: ${push}, tags: "octo/app:${tag}" }
`;
  const { setup } = readExisting(
    sourceOf({
      ".github/workflows/a.yml": workflow("push: { branches: [main] }", "edge"),
      ".github/workflows/b.yml": workflow("release: { types: [published] }", "${{ github.ref_name }}"),
      ".github/workflows/c.yml": workflow("pull_request: {}", "test", false),
    }),
  );
  expect(publishedBy(setup)).toEqual({ build: ["docker.io/octo/app:edge | main | 7", "docker.io/octo/app:v1.4.2 | v1.4.2 | 7"] });
  expect(setup.workflows).toEqual([
    { file: ".github/workflows/a.yml", publishes: true, by: ["build-push-action"] },
    { file: ".github/workflows/b.yml", publishes: true, by: ["build-push-action"] },
    { file: ".github/workflows/c.yml", publishes: false, by: ["build-push-action"] },
  ]);
});

test("a build by digest to which nobody gives a tag", () => {
  const { setup } = readExisting(
    withWorkflow(`on: { push: { branches: [main] } }
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: docker/build-push-action@v6
        with: { outputs: "type=image,name=octo/app,push-by-digest=true,push=true" }
`),
  );
  expect([publishedBy(setup), setup.notUnderstood.map(({ place, why }) => [place.line, why])]).toEqual([
    { build: [] },
    [[6, "it is pushed by its digest alone, and no job is known that gives it a tag"]],
  ]);
});
