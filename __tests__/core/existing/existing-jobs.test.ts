// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of GitHub
import { expect, test } from "@jest/globals";
import { readExisting } from "../../../src/core/existing/read-existing.ts";
import { notUnderstood, publishedBy } from "../../support/existing/shown-setup.ts";
import { sourceOf, withWorkflow } from "../../support/existing/source.ts";

const file = ".github/workflows/build.yml";
const recipe = { context: ".", args: {}, contexts: {}, secrets: [], platforms: [], labels: {} };

test("a workflow that jobs call, with a matrix, inputs and secrets", () => {
  const called = `
on:
  workflow_call:
    inputs:
      image: { type: string, required: true }
      push: { type: boolean, default: true }
    secrets: { token: { required: true } }
    outputs:
      name: { value: "\${{ jobs.build.outputs.name }}" }
jobs:
  build:
    runs-on: ubuntu-latest
    outputs: { name: "\${{ inputs.image }}" }
    steps:
      - uses: docker/login-action@v3
        with: { registry: quay.io, username: bot, password: "\${{ secrets.token }}" }
      - uses: docker/build-push-action@v6
        with: { context: "\${{ inputs.image }}", push: "\${{ inputs.push }}", tags: "quay.io/octo/\${{ inputs.image }}" }
`;
  const caller = `
on: { push: { branches: [main] } }
jobs:
  call:
    strategy: { matrix: { app: [web, api] } }
    uses: ./.github/workflows/called.yml
    with: { image: "\${{ matrix.app }}" }
    secrets: { token: "\${{ secrets.QUAY }}" }
  after:
    needs: call
    runs-on: ubuntu-latest
    steps:
      - uses: docker/build-push-action@v6
        with: { context: after, push: true, tags: "quay.io/octo/after:\${{ needs.call.outputs.name }}" }
  elsewhere:
    uses: octo/shared/.github/workflows/build.yml@v1
`;
  const { setup } = readExisting(sourceOf({ [file]: caller, ".github/workflows/called.yml": called }));
  expect(publishedBy(setup)).toEqual({
    "call / build (web)": ["quay.io/octo/web:latest | main | 18"],
    "call / build (api)": ["quay.io/octo/api:latest | main | 18"],
    after: ["quay.io/octo/after:api | main | 14"],
  });
  expect(setup.logins).toEqual([
    {
      registry: "quay.io",
      username: "bot",
      password: "${{ secrets.QUAY }}",
      place: { file: ".github/workflows/called.yml", line: 15 },
    },
  ]);
  expect(notUnderstood(setup)).toEqual([
    "16 uses: octo/shared/.github/workflows/build.yml@v1: the workflow octo/shared/.github/workflows/build.yml@v1 is in another repository",
  ]);
});

test("one runner for each platform, and a job that joins what they push by digest", () => {
  const { setup } = readExisting(
    withWorkflow(`
on: { push: { branches: [main] } }
env: { IMAGE: octo/app }
jobs:
  build:
    runs-on: \${{ matrix.runner }}
    strategy:
      matrix:
        include:
          - { platform: linux/amd64, runner: ubuntu-latest, variant: cpu }
          - { platform: linux/arm64, runner: ubuntu-24.04-arm, variant: cpu }
          - { platform: linux/amd64, runner: ubuntu-latest, variant: gpu }
    steps:
      - id: build
        uses: docker/build-push-action@v6
        with:
          platforms: \${{ matrix.platform }}
          build-args: VARIANT=\${{ matrix.variant }}
          tags: \${{ env.IMAGE }}
          outputs: type=image,push-by-digest=true,name-canonical=true,push=true
      - run: touch "/tmp/digests/$(echo \${{ steps.build.outputs.digest }} | cut -c8-)"
  merge:
    needs: build
    runs-on: ubuntu-latest
    strategy: { matrix: { variant: [cpu, gpu] } }
    steps:
      - uses: docker/metadata-action@v5
        with:
          images: \${{ env.IMAGE }}
          tags: |
            type=raw,value=\${{ matrix.variant }}
      - working-directory: /tmp/digests
        run: |
          docker buildx imagetools create $(jq -cr '.tags | map("-t " + .) | join(" ")' <<< "$DOCKER_METADATA_OUTPUT_JSON") \\
            $(printf '\${{ env.IMAGE }}@sha256:%s ' *)
`),
  );
  expect(publishedBy(setup)).toEqual({
    "build (cpu)": ["docker.io/octo/app:cpu | main | 31"],
    "build (gpu)": ["docker.io/octo/app:gpu | main | 31"],
  });
  expect(setup.builds.map(({ matrix, recipe: { platforms } }) => [matrix, platforms])).toEqual([
    [{ variant: "cpu" }, ["linux/amd64", "linux/arm64"]],
    [{ variant: "gpu" }, ["linux/amd64"]],
  ]);
  expect(setup.runners).toEqual({ platforms: { "linux/amd64": "ubuntu-latest", "linux/arm64": "ubuntu-24.04-arm" } });
  expect(setup.notUnderstood).toEqual([]);
});

test("scripts: builds, further names, pushes, and an action of the repository", () => {
  const action = `
inputs: { name: { default: app } }
outputs: { image: { value: "\${{ steps.name.outputs.image }}" } }
runs:
  using: composite
  steps:
    - id: name
      shell: bash
      run: echo "image=ghcr.io/octo/\${{ inputs.name }}" >> $GITHUB_OUTPUT
`;
  const workflow = `
on: { push: { branches: [main] } }
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - id: name
        uses: ./.github/actions/name
        with: { name: web }
      - run: docker build -t local -f Dockerfile.web --build-arg A=1 .
      - run: |
          docker tag local \${{ steps.name.outputs.image }}:latest
          docker push \${{ steps.name.outputs.image }}:latest
`;
  const { setup } = readExisting(withWorkflow(workflow, {}, { ".github/actions/name/action.yml": action }));
  expect(publishedBy(setup)).toEqual({ build: ["ghcr.io/octo/web:latest | main | 13"] });
  expect(setup.builds[0]?.recipe).toEqual({ ...recipe, dockerfile: "Dockerfile.web", args: { A: "1" } });
  expect([setup.workflows, setup.notUnderstood]).toEqual([[{ file, publishes: true, by: ["docker build"] }], []]);
});

test("texts that come from files, of whatever step uses them", () => {
  const workflow = `
on: { push: { branches: [main] } }
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - id: version
        run: |
          echo "version=$(jq -r .version package.json)" >> "$GITHUB_OUTPUT"
      - run: |
          docker build -t ghcr.io/octo/app:$(cat VERSION) .
          docker push ghcr.io/octo/app:$(cat VERSION)
      - uses: docker/build-push-action@v6
        with: { push: true, tags: "ghcr.io/octo/api:\${{ steps.version.outputs.version }}" }
`;
  const { setup } = readExisting(
    withWorkflow(workflow, {}, { VERSION: "2.8.1\n", "package.json": '{\n  "version": "1.0.3"\n}\n' }),
  );
  expect(setup.values).toEqual([
    { file: "package.json", match: '^\\s*"version":\\s*"([^"]+)"', text: "1.0.3", place: { file, line: 9 } },
    { file: "VERSION", text: "2.8.1", place: { file, line: 11 } },
  ]);
});

test.each([
  ["imagetools", "docker buildx imagetools create -t octo/app:latest octo/app:latest-amd64 octo/app:latest-arm64"],
  [
    "manifests",
    "docker manifest create octo/app:latest octo/app:latest-amd64 octo/app:latest-arm64 && docker manifest push octo/app:latest",
  ],
])("a tag for each platform, joined with %s", (_name, script) => {
  const { setup } = readExisting(
    withWorkflow(`
on: { push: { branches: [main] }, schedule: [{ cron: "1 2 * * *" }] }
jobs:
  build:
    runs-on: ubuntu-latest
    strategy: { matrix: { arch: [amd64, arm64] } }
    steps:
      - uses: docker/build-push-action@v6
        with: { push: true, platforms: "linux/\${{ matrix.arch }}", tags: "octo/app:latest-\${{ matrix.arch }}" }
  join:
    needs: build
    runs-on: ubuntu-latest
    steps:
      - run: ${script}
`),
  );
  const on = (occasion: string) => [
    `docker.io/octo/app:latest-amd64 | ${occasion} | 9`,
    `docker.io/octo/app:latest-arm64 | ${occasion} | 9`,
    `docker.io/octo/app:latest | ${occasion} | 14`,
  ];
  expect(publishedBy(setup)).toEqual({ build: [...on("main"), ...on("1 2 * * *")] });
  expect(setup.builds.map((build) => [build.matrix, build.recipe.platforms])).toEqual([[{}, ["linux/amd64", "linux/arm64"]]]);
  expect(setup.notUnderstood).toEqual([]);
});
