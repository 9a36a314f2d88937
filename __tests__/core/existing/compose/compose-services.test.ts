import { expect, test } from "@jest/globals";
import { readComposeServices } from "../../../../src/core/existing/compose/compose-services.ts";
import { interpolate, readEnvFile } from "../../../../src/core/existing/compose/interpolate.ts";

test.each<[text: string, expected: string | undefined]>([
  ["plain", "plain"],
  [`$TAG and \${TAG}`, "1.4 and 1.4"],
  [`\${NONE:-dev}`, "dev"],
  [`\${NONE-dev}`, "dev"],
  [`\${EMPTY:-dev}`, "dev"],
  [`\${EMPTY-dev}`, ""],
  [`\${TAG:-dev}`, "1.4"],
  [`\${NONE:-\${TAG}-rc}`, "1.4-rc"],
  [`\${TAG:+v}\${NONE+x}`, "v"],
  ["$$TAG", "$TAG"],
  [`\${NONE}`, undefined],
  [`\${NONE:?must be set}`, undefined],
  [`\${TAG:?must be set}`, "1.4"],
])("%j with its variables", (text, expected) => expect(interpolate(text, { TAG: "1.4", EMPTY: "" })).toBe(expected));

test("a file of variables", () => {
  expect(readEnvFile("# names\nA=1 # one\nexport B='two words'\nC=\"x\"\n\nnot a line\nD=")).toEqual({
    A: "1",
    B: "two words",
    C: "x",
    D: "",
  });
});

function services(texts: Readonly<Record<string, string>>, variables: Readonly<Record<string, string>> = {}) {
  const files = Object.keys(texts).filter((path) => path.endsWith(".yaml"));
  return readComposeServices({ files, textOf: (path) => texts[path], variables });
}

const empty = { args: {}, contexts: {}, secrets: [], platforms: [], labels: {} };

test("everything that a build has, relative to the file's folder", () => {
  const compose = `
x-common: &common { platforms: [linux/amd64, linux/arm64] }
services:
  web:
    image: ghcr.io/octo/web:\${TAG:-dev}
    build:
      <<: *common
      context: ./web
      dockerfile: ../docker/web.Dockerfile
      target: prod
      tags: ["ghcr.io/octo/web:latest"]
      args: { VERSION: "\${VERSION}", DEBUG: false }
      labels: [team=web]
      additional_contexts: { lib: ../lib, alpine: docker-image://alpine:3.22 }
      secrets: [npm, { source: key }]
  db: { image: "postgres:17" }
  job: { build: . }
secrets: { npm: { environment: NPM_TOKEN }, key: { file: ./key.pem } }
`;
  expect(services({ "deploy/compose.yaml": compose, "deploy/.env": "VERSION=1.4.2\nTAG=old" }, { TAG: "1.4" })).toEqual({
    services: [
      {
        name: "web",
        references: ["ghcr.io/octo/web:1.4", "ghcr.io/octo/web:latest"],
        recipe: {
          context: "deploy/web",
          dockerfile: "deploy/docker/web.Dockerfile",
          target: "prod",
          args: { VERSION: "1.4.2", DEBUG: "false" },
          contexts: { lib: "lib", alpine: "docker-image://alpine:3.22" },
          secrets: [
            { id: "npm", env: "NPM_TOKEN" },
            { id: "key", src: "./key.pem" },
          ],
          platforms: ["linux/amd64", "linux/arm64"],
          labels: { team: "web" },
        },
      },
      { name: "job", references: [], recipe: { ...empty, context: "deploy" } },
    ],
    faults: [],
  });
});

test("a later file changes single keys", () => {
  const texts = {
    "compose.yaml": "services: { app: { image: a/b, build: { context: app, args: [A=1, FROM_ENV] } } }",
    "compose.prod.yaml": "services: { app: { image: a/b:prod, build: { target: prod } } }",
  };
  const recipe = { ...empty, context: "app", target: "prod", args: { A: "1", FROM_ENV: "e" } };
  expect(services(texts, { FROM_ENV: "e" })).toEqual({
    services: [{ name: "app", references: ["a/b:prod"], recipe }],
    faults: [],
  });
});

test("what has no value here gives no reference", () => {
  const recipe = { ...empty, context: "." };
  const texts = {
    "compose.yaml":
      "services: { a: { image: 'o/a:$TAG', build: . }, b: { image: o/b, build: ../.. }, c: { image: o/c, build: { dockerfile_inline: FROM a } } }",
    "broken.yaml": "services: [",
  };
  expect(services(texts)).toEqual({
    services: [
      { name: "a", references: [], recipe, unknown: "the value of a variable in `o/a:$TAG` is unknown" },
      { name: "b", references: [], recipe, unknown: "the context `../..` is outside the repository" },
      { name: "c", references: [], recipe, unknown: "its Dockerfile stands in the Compose file" },
    ],
    faults: ["`broken.yaml` is no Compose file of the repository"],
  });
});
