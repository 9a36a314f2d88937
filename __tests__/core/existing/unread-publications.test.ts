// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of GitHub
import { expect, test } from "@jest/globals";
import { readExisting } from "../../../src/core/existing/read-existing.ts";
import { notUnderstood, publishedBy } from "../../support/existing/shown-setup.ts";
import { sourceOf, withWorkflow } from "../../support/existing/source.ts";

const login = '- uses: docker/login-action@v3\n        with: { username: octo, password: "${{ secrets.HUB }}" }';

/** What is not understood of a job with these steps. */
const faultsOf = (steps: string, on = "push: { branches: [main] }") =>
  notUnderstood(readExisting(withWorkflow(`on: { ${on} }\njobs:\n  release:\n    steps:\n${steps}`)).setup);

test.each([
  ["make", "      - run: make lint\n      - run: |\n          sudo make push", "`make`"],
  ["a script of npm", "      - run: npm ci\n      - run: npm run release", "`npm`"],
  ["a script", "      - run: ./ci/release.sh --push", "`./ci/release.sh`"],
  ["an action", "      - run: make lint\n      - uses: goreleaser/goreleaser-action@v6", "`goreleaser/goreleaser-action`"],
])("a job that logs in and publishes with %s", (_, steps, name) => {
  const [fault, ...others] = faultsOf(`      ${login}\n${steps}`);
  expect(fault).toMatch(new RegExp(`: the job logs in to docker.io, and Tagstream does not read what ${name} publishes there$`));
  expect(others).toEqual([]);
});

test("a job that logs in, and does nothing that may publish", () => {
  expect(faultsOf(`      ${login}\n      - run: echo done`)).toEqual([
    "5 - uses: docker/login-action@v3: the job logs in to docker.io, and Tagstream does not read what the job publishes there",
  ]);
});

test.each([
  ["the template of the status page", "OWNER/tagstream@v1"],
  ["a fork of Tagstream", "octo/tagstream@v1.2.3"],
])("a job of Tagstream says nothing: %s", (_, uses) => {
  expect(faultsOf(`      ${login}\n      - uses: ${uses}\n        with: { command: status }`)).toEqual([]);
});

test("on a pull request, and where something is published, a login says nothing", () => {
  expect(faultsOf(`      ${login}\n      - run: make test`, "pull_request: {}")).toEqual([]);
  const push = "      - uses: docker/build-push-action@v6\n        with: { push: true, tags: octo/app }";
  expect(faultsOf(`      ${login}\n${push}\n      - run: make test`)).toEqual([]);
});

test("a job that publishes on another occasion says nothing", () => {
  const build =
    "      - uses: docker/build-push-action@v6\n        with: { push: \"${{ github.event_name == 'release' }}\", tags: octo/app }";
  expect(faultsOf(`      ${login}\n${build}`, "push: { branches: [main] }, release: {}")).toEqual([]);
});

test("what a Makefile publishes is told where no image is built", () => {
  const workflow = `on: { push: { branches: [main] } }
jobs:
  release:
    steps:
      ${login}
      - run: make docker-push
`;
  const Makefile = "docker-push:\n\tdocker push octo/app:$(TAG)\n";
  const { setup } = readExisting(sourceOf({ ".github/workflows/a.yml": workflow, Makefile }));
  expect(notUnderstood(setup)).toEqual(["7 - run: make docker-push: Tagstream does not read the rules of a Makefile"]);
});

test("all tags of an image that the job did not build", () => {
  expect(faultsOf("      - run: docker push --all-tags octo/app")).toEqual([
    "5 - run: docker push --all-tags octo/app: it is not clear which build all tags of `docker.io/octo/app` are",
  ]);
});

test("a job of another repository", () => {
  const workflow = (owner: string) => `on: { push: { branches: [main] } }
jobs:
  release:
    if: github.repository == '${owner}/app'
    steps:
      - uses: docker/build-push-action@v6
        with: { push: true, tags: octo/app }
`;
  expect(notUnderstood(readExisting(withWorkflow(workflow("hexa"))).setup)).toEqual([
    "4 if: github.repository == 'hexa/app': the job runs in hexa/app alone, and git's remote `origin` is octo-org/app",
  ]);
  expect(notUnderstood(readExisting(withWorkflow(workflow("Octo-Org"))).setup)).toEqual([]);
});

test("jobs that push by digest build for the platform of their runner", () => {
  const { setup } = readExisting(
    withWorkflow(`on: { push: { branches: [main] } }
jobs:
  build:
    strategy: { matrix: { runner: [ubuntu-24.04, ubuntu-24.04-arm] } }
    runs-on: \${{ matrix.runner }}
    steps:
      - uses: docker/build-push-action@v6
        with: { outputs: "type=image,name=octo/app,push-by-digest=true,push=true" }
  merge:
    needs: build
    runs-on: ubuntu-latest
    steps:
      - run: docker buildx imagetools create -t octo/app:latest $(printf 'octo/app@sha256:%s ' *)
`),
  );
  expect(publishedBy(setup)).toEqual({ build: ["docker.io/octo/app:latest | main | 13"] });
  expect(setup.builds.map(({ recipe }) => recipe.platforms)).toEqual([["linux/amd64", "linux/arm64"]]);
  expect(setup.runners).toEqual({ platforms: { "linux/amd64": "ubuntu-24.04", "linux/arm64": "ubuntu-24.04-arm" } });
});

test("a name that only GitHub knows: a person can write it", () => {
  const push = (tag: string) => `      - uses: docker/build-push-action@v6\n        with: { push: true, tags: "${tag}" }`;
  expect(faultsOf(push("${{ secrets.HUB_USER }}/app:1"))).toEqual([
    '6 with: { push: true, tags: "${{ secrets.HUB_USER }}/app:1" }: `secrets.HUB_USER` is a secret, which only GitHub knows: write its text there, and run again',
  ]);
  expect(faultsOf(push(`octo/app:${"x y".repeat(50)}`))).toEqual([
    expect.stringMatching(/: `octo\/app:x yx.{90,110}…` is not the name of an image$/),
  ]);
});
