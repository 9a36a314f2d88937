// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of GitHub
import { expect, test } from "@jest/globals";
import type { BakeQuestion } from "../../../src/core/existing/bake-question.ts";
import { readExisting } from "../../../src/core/existing/read-existing.ts";
import { notUnderstood, publishedBy } from "../../support/existing/shown-setup.ts";
import { sample, sourceOf, withWorkflow } from "../../support/existing/source.ts";

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
  expect(readExisting(withWorkflow(workflow))).toEqual({
    setup: {
      builds: [
        {
          name: "build",
          matrix: {},
          recipe: {
            ...recipe,
            dockerfile: "docker/Dockerfile",
            args: { VERSION: "main" },
            secrets: [{ id: "npm_token", env: "NPM_TOKEN" }],
            platforms: ["linux/amd64", "linux/arm64"],
          },
          references: [
            written("main", "main", 24),
            written(`sha-${sha}`, "main", 27),
            written("1.4.2", "tag", 26),
            written(`sha-${sha}`, "tag", 27),
            written("latest", "tag", 26),
          ],
          place: { file, line: 29 },
        },
      ],
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

test("bake: a question first, then its targets", () => {
  const workflow = `
on: { push: { branches: [main] } }
jobs:
  bake:
    runs-on: ubuntu-latest
    steps:
      - id: meta
        uses: docker/metadata-action@v5
        with:
          images: quay.io/octo/app
      - uses: docker/bake-action@v6
        env: { VERSION: "1" }
        with:
          files: |
            ./docker-bake.hcl
            cwd://\${{ steps.meta.outputs.bake-file }}
          targets: web,api
          push: true
          set: "*.platform=linux/amd64"
`;
  const printed = {
    group: { default: { targets: ["web", "api"] } },
    target: {
      web: {
        context: "web",
        dockerfile: "Dockerfile",
        tags: ["quay.io/octo/app:main"],
        args: { A: "1", B: null },
        platforms: ["linux/amd64"],
      },
      api: {
        context: ".",
        dockerfile: "api.Dockerfile",
        target: "prod",
        tags: ["octo/api:latest"],
        contexts: { base: "target:web", files: "./files" },
        secret: [{ id: "token", env: "TOKEN" }, "id=key,src=./key"],
        output: ["type=registry"],
      },
    },
  };
  const asked: BakeQuestion[] = [];
  const answer = (question: BakeQuestion) => {
    asked.push(question);
    return { printed };
  };
  const first = readExisting(withWorkflow(workflow));
  const second = readExisting(withWorkflow(workflow, { bakeOf: answer }));
  const [question] = first.questions;
  expect(first.questions).toEqual(asked);
  expect([question?.folder, question?.files[0], question?.targets, question?.set, question?.env["VERSION"]]).toEqual([
    ".",
    { path: "docker-bake.hcl" },
    ["web", "api"],
    ["*.platform=linux/amd64"],
    "1",
  ]);
  expect(JSON.parse(question?.files[1] && "text" in question.files[1] ? question.files[1].text : "")).toMatchObject({
    target: { "docker-metadata-action": { tags: ["quay.io/octo/app:main"] } },
  });
  expect(second.questions).toEqual([]);
  expect(publishedBy(second.setup)).toEqual({
    "bake (web)": ["quay.io/octo/app:main | main | 8"],
    "bake (api)": ["docker.io/octo/api:latest | main | 11"],
  });
  expect(second.setup.builds.map((build) => build.recipe)).toEqual([
    { ...recipe, context: "web", args: { A: "1" }, platforms: ["linux/amd64"] },
    {
      ...recipe,
      dockerfile: "api.Dockerfile",
      target: "prod",
      contexts: { base: "target:web", files: "files" },
      secrets: [
        { id: "token", env: "TOKEN" },
        { id: "key", src: "key" },
      ],
    },
  ]);
  const failed = readExisting(withWorkflow(workflow, { bakeOf: () => ({ fault: "bake says: no such target" }) }));
  expect(notUnderstood(failed.setup)).toEqual(["11 - uses: docker/bake-action@v6: bake says: no such target"]);
});

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

test("what is not understood leaves the rest", () => {
  const workflow = `
on: { push: { branches: [main] } }
jobs:
  build:
    if: vars.BUILD == 'yes'
    runs-on: \${{ vars.RUNNER }}
    steps:
      - uses: docker/login-action@v3
        with: { username: octo, password: hunter2 }
      - uses: aws-actions/amazon-ecr-login@v2
      - id: version
        uses: octo/version@v1
      - uses: docker/build-push-action@v6
        with:
          push: \${{ vars.PUSH }}
          tags: |
            octo/app:latest
            octo/app:\${{ steps.version.outputs.version }}
            octo/app:\${{ github.run_number }}
            octo/App:no
      - uses: redhat-actions/buildah-build@v2
  broken:
    steps: 7
  odd: []
`;
  const { setup } = readExisting(sourceOf({ [file]: workflow, ".github/workflows/x.yml": "on: push\njobs: [\n" }));
  expect(publishedBy(setup)).toEqual({ build: ["docker.io/octo/app:latest | main | 17"] });
  expect(notUnderstood(setup)).toEqual([
    "5 if: vars.BUILD == 'yes': only GitHub knows the variable `vars.BUILD`: the condition is taken as true",
    "8 password: the password for docker.io stands in the file: move it to a secret",
    "10 - uses: aws-actions/amazon-ecr-login@v2: the login uses credentials of AWS, and Tagstream logs in with a user and a password",
    "15 push: ${{ vars.PUSH }}: only GitHub knows the variable `vars.PUSH`: it is taken as true",
    "18 octo/app:${{ steps.version.outputs.version }}: only a run knows the output `version` of octo/version",
    "19 octo/app:${{ github.run_number }}: `github.run_number` differs from run to run",
    "20 octo/App:no: `octo/App:no` is not the name of an image",
    "21 - uses: redhat-actions/buildah-build@v2: redhat-actions/buildah-build builds images, and Tagstream does not evaluate it",
    "3 : it is not YAML: flow sequence in block collection must be sufficiently indented and end with a ]",
  ]);
  expect(JSON.stringify(setup)).not.toContain("hunter2");
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
