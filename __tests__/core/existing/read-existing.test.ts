// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of GitHub
import { expect, test } from "@jest/globals";
import { readExisting } from "../../../src/core/existing/read-existing.ts";
import { publishedBy } from "../../support/existing/shown-setup.ts";
import { sample, withWorkflow } from "../../support/existing/source.ts";

const file = ".github/workflows/build.yml";
const sha = sample.sha.slice(0, 7);
const recipe = { context: ".", args: {}, contexts: {}, secrets: [], platforms: [], labels: {} };

test("one Dockerfile with metadata-action", () => {
  const workflow = `
on:
  push:
    branches: [main]
    tags: ["v*"]
  pull_request:
env:
  REGISTRY: ghcr.io
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: docker/login-action@v3
        with:
          registry: \${{ env.REGISTRY }}
          username: \${{ github.actor }}
          password: \${{ secrets.GITHUB_TOKEN }}
      - id: meta
        uses: docker/metadata-action@v5
        with:
          images: \${{ env.REGISTRY }}/\${{ github.repository }}
          tags: |
            type=ref,event=branch
            type=ref,event=pr
            type=semver,pattern={{version}}
            type=sha
            type=raw,value=\${{ vars.EXTRA }}
      - uses: docker/build-push-action@v6
        with:
          file: docker/Dockerfile
          platforms: linux/amd64,linux/arm64
          push: \${{ github.event_name != 'pull_request' }}
          tags: \${{ steps.meta.outputs.tags }}
          labels: \${{ steps.meta.outputs.labels }}
          build-args: |
            VERSION=\${{ github.ref_name }}
          secrets: |
            npm_token=\${{ secrets.NPM }}
`;
  const occasions = { main: { on: "branch", branch: "main" }, tag: { on: "git tag", tag: "v1.4.2" } } as const;
  const written = (tag: string, occasion: keyof typeof occasions, line: number) => ({
    repository: "ghcr.io/octo-org/app",
    tag,
    occasion: occasions[occasion],
    place: { file, line },
  });
  // The argument is that of the git tag for releases: they are a build of their own.
  const build = {
    name: "build (line 29)",
    matrix: {},
    recipe: {
      ...recipe,
      dockerfile: "docker/Dockerfile",
      args: { VERSION: "main" },
      secrets: [{ id: "npm_token", env: "NPM_TOKEN" }],
      platforms: ["linux/amd64", "linux/arm64"],
    },
    references: [written("main", "main", 24), written(`sha-${sha}`, "main", 27)],
    place: { file, line: 29 },
  };
  const ofReleases = {
    ...build,
    recipe: { ...build.recipe, args: { VERSION: "v1.4.2" } },
    references: [written("1.4.2", "tag", 26), written(`sha-${sha}`, "tag", 27), written("latest", "tag", 26)],
  };
  expect(readExisting(withWorkflow(workflow))).toEqual({
    setup: {
      builds: [build, ofReleases],
      logins: [
        {
          registry: "ghcr.io",
          username: "${{ github.actor }}",
          password: "${{ secrets.GITHUB_TOKEN }}",
          place: { file, line: 14 },
        },
      ],
      runners: { default: "ubuntu-latest", platforms: {} },
      crons: [],
      workflows: [{ file, publishes: true, by: ["build-push-action", "metadata-action"] }],
      notUnderstood: [
        {
          place: { file, line: 28 },
          text: "type=raw,value=${{ vars.EXTRA }}",
          why: "only GitHub knows the variable `vars.EXTRA`",
        },
      ],
    },
    questions: [],
  });
});

test("a matrix with include, and a job that makes it", () => {
  const { setup } = readExisting(
    withWorkflow(`
on: { push: { branches: [main] } }
jobs:
  list:
    runs-on: ubuntu-latest
    outputs:
      variants: \${{ steps.set.outputs.variants }}
    steps:
      - id: set
        run: echo 'variants=["alpine","debian"]' >> "$GITHUB_OUTPUT"
  build:
    needs: list
    runs-on: [self-hosted, linux]
    strategy:
      matrix:
        variant: \${{ fromJSON(needs.list.outputs.variants) }}
        include:
          - variant: alpine
            suffix: -alpine
    steps:
      - uses: docker/build-push-action@v6
        with:
          context: ./\${{ matrix.variant }}
          push: true
          tags: octo/app:latest\${{ matrix.suffix }}, octo/app:\${{ github.sha }}\${{ matrix.suffix }}
`),
  );
  expect(publishedBy(setup)).toEqual({
    "build (alpine, -alpine)": [
      "docker.io/octo/app:latest-alpine | main | 25",
      `docker.io/octo/app:${sample.sha}-alpine | main | 25`,
    ],
    "build (debian)": ["docker.io/octo/app:latest | main | 25", `docker.io/octo/app:${sample.sha} | main | 25`],
  });
  expect(setup.builds.map(({ matrix, recipe: { context } }) => [matrix, context])).toEqual([
    [{ variant: "alpine", suffix: "-alpine" }, "alpine"],
    [{ variant: "debian" }, "debian"],
  ]);
  expect([setup.runners, setup.notUnderstood]).toEqual([{ default: ["self-hosted", "linux"], platforms: {} }, []]);
});

test("workflows that have nothing to do with images say nothing", () => {
  const workflow = `
on: [push, pull_request]
jobs:
  test:
    if: vars.TEST
    strategy: { matrix: { node: "\${{ fromJSON(vars.NODES) }}" } }
    runs-on: ubuntu-latest
    steps:
      - uses: actions/setup-node@v4
      - run: npm test -- \${{ vars.X }}
`;
  const nothing = { builds: [], logins: [], runners: { platforms: {} }, crons: [], workflows: [], notUnderstood: [] };
  expect(readExisting(withWorkflow(workflow))).toEqual({ setup: nothing, questions: [] });
});
