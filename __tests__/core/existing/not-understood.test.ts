// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of GitHub
import { expect, test } from "@jest/globals";
import { readExisting } from "../../../src/core/existing/read-existing.ts";
import { notUnderstood, publishedBy } from "../../support/existing/shown-setup.ts";
import { sourceOf } from "../../support/existing/source.ts";

const file = ".github/workflows/build.yml";

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

test("what happens before and around a build: steps that make files, and jobs that it waits for", () => {
  const workflow = `
on: { push: { branches: [main] } }
jobs:
  lint:
    runs-on: ubuntu-latest
    steps: [{ run: npm run lint }]
  meta:
    runs-on: ubuntu-latest
    outputs: { tag: edge }
    steps: [{ run: echo }]
  build:
    needs: [lint, meta]
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v6
      - run: |
          npm ci
          npm run build
      - run: echo npm
      - uses: actions/download-artifact@v6
      - uses: docker/build-push-action@v6
        with: { push: true, context: ., tags: "octo/app:\${{ needs.meta.outputs.tag }}" }
      - run: npm publish
`;
  const { setup } = readExisting(sourceOf({ [file]: workflow }));
  expect(publishedBy(setup)).toEqual({ build: ["docker.io/octo/app:edge | main | 22"] });
  const why =
    "it runs before the build, and Tagstream builds from a checkout alone: if the image needs what it makes, do it in the Dockerfile";
  expect(notUnderstood(setup)).toEqual([
    "12 needs: lint: the build waits for lint, and Tagstream waits for no other job: require its check before a merge",
    `16 - run: |: ${why}`,
    `20 - uses: actions/download-artifact@v6: ${why}`,
  ]);
});
