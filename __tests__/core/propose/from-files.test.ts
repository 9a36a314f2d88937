import { expect, test } from "@jest/globals";
import { factsOf, propose } from "./support.ts";

const nothing = "Nothing is published today. Each push to main will move the tag release.";

test("a Dockerfile and nothing else", () => {
  expect(propose(() => [], factsOf({ Dockerfile: "FROM scratch\n" }))).toEqual({
    yaml: `images:
  app: { context: . }
`,
    rows: [],
    notes: [nothing],
    left: [],
  });
});

test("one image for each Dockerfile, without those of tests, examples and other projects", () => {
  const found = propose(
    () => [],
    factsOf({
      Dockerfile: "",
      "Dockerfile.debug": "",
      "Dockerfile.dockerignore": "",
      "services/Web_UI/Dockerfile": "",
      "tests/e2e/Dockerfile": "",
      ".devcontainer/Dockerfile": "",
      "vendor/x/Dockerfile": "",
    }),
  );
  expect(found.yaml).toBe(`images:
  app: { context: . }
  app-debug: { context: ., dockerfile: Dockerfile.debug }
  web_ui: { context: services/Web_UI }
`);
  expect(found.notes).toEqual([
    nothing,
    "Left out, as files of tests, examples or other projects: tests/e2e/Dockerfile, .devcontainer/Dockerfile, vendor/x/Dockerfile.",
  ]);
});

test("compose files say how services are built", () => {
  const compose = `services:
  api: { build: { context: ., dockerfile: docker/Dockerfile.api, target: prod } }
  web: { build: ./web }
  gone: { build: ./gone }
  db: { image: postgres }
`;
  const found = propose(
    () => [],
    factsOf({ "docker/Dockerfile.api": "", "web/Dockerfile": "", "compose.yaml": compose, "compose.broken.yml": "a: [" }),
  );
  expect(found.yaml).toBe(`images:
  api: { context: ., dockerfile: docker/Dockerfile.api, target: prod }
  web: { context: web }
`);
});

test("workflows that nobody could read are no proof that nothing is published", () => {
  const workflows = [{ file: ".github/workflows/publish.yml", publishes: true, by: ["make"] }];
  expect(propose(() => [], factsOf(), { workflows }).notes).toEqual([
    "Tagstream could not read what is published today. Each push to main will move the tag release.",
  ]);
});

test("no Dockerfile at all, and a server without a registry", () => {
  expect(propose(() => [], factsOf({ "README.md": "" }))).toEqual({
    yaml: "",
    rows: [],
    notes: ["The repository has no Dockerfile to build."],
    left: [],
  });
  const { yaml, notes } = propose(() => [], { ...factsOf(), serverUrl: "https://git.example.org" });
  expect(yaml).toBe("");
  expect(notes).toEqual([
    "`registries` is missing, and Tagstream has no default for git.example.org, which hosts this repository: add, for example, `registries: [containers.git.example.org/octo-org]` on a GitHub Enterprise Server that has its Container registry",
  ]);
});

test("a Dockerfile in small letters counts, and paths that are no plain text do not", () => {
  const found = propose(() => [], factsOf({ "docker/dockerfile": "", "d\ufffd/Dockerfile": "", "e\u001b[31mf/Dockerfile": "" }));
  expect(found.yaml).toBe(`images:
  docker: { context: docker, dockerfile: dockerfile }
`);
  expect(found.notes).toEqual([nothing, "Left out, because their paths are no plain text: d\ufffd/Dockerfile, ef/Dockerfile."]);
});
