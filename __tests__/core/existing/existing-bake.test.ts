// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of GitHub
import { expect, test } from "@jest/globals";
import type { BakeQuestion } from "../../../src/core/existing/bake-question.ts";
import { readExisting } from "../../../src/core/existing/read-existing.ts";
import { notUnderstood, publishedBy } from "../../support/existing/shown-setup.ts";
import { withWorkflow } from "../../support/existing/source.ts";

const recipe = { context: ".", args: {}, contexts: {}, secrets: [], platforms: [], labels: {} };

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
