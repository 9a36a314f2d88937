import { expect, test } from "@jest/globals";
import { factsOf, propose, push, release } from "./support.ts";

test("images of their own go only where each is published today", () => {
  const found = propose((one) => [
    { repository: ["docker.io/octo/app", "docker.io/other/app"], tags: [[push(one), "edge"]] },
    { repository: "docker.io/octo/app", recipe: { args: { DEBUG: "1" } }, tags: [[push(one), "edge-debug"]] },
  ]);
  expect(found.yaml).toBe(`registries: [docker.io/octo, docker.io/other]
streams:
  edge: {} # each push to main
defaults:
  context: .
images:
  app: {}
  app-debug: { destinations: [docker.io/octo/app], args: { DEBUG: "1" }, tag: "{stream}-debug" }
`);
});

test("images of their own of a branch and of git tags: the names of streams tell their tags apart", () => {
  const found = propose(
    (one) => [
      { recipe: { dockerfile: "edge.Dockerfile" }, tags: [[push(one), "edge"]] },
      { recipe: { dockerfile: "edge-alpine.Dockerfile" }, tags: [[push(one), "edge-alpine"]] },
      { recipe: { dockerfile: "stable.Dockerfile" }, tags: [[release(one), one.version, "latest"]] },
      { recipe: { dockerfile: "stable-alpine.Dockerfile" }, tags: [[release(one), `${one.version}-alpine`, "latest-alpine"]] },
    ],
    factsOf({ "edge.Dockerfile": "", "edge-alpine.Dockerfile": "", "stable.Dockerfile": "", "stable-alpine.Dockerfile": "" }),
  );
  expect(found.yaml).toBe(`streams:
  edge: {} # each push to main
  release: { from: { tag: "v{version}" } } # the newest release, rebuilt to stay fresh
defaults:
  context: .
images:
  app: { dockerfile: edge.Dockerfile, streams: [edge] }
  app-alpine:
    dockerfile: edge-alpine.Dockerfile
    streams: [edge]
    destinations: [ghcr.io/octo-org/app]
    tag: "{stream}-alpine"
  app-release:
    dockerfile: stable.Dockerfile
    streams: [release]
    destinations: [ghcr.io/octo-org/app]
    aliases: [{ tag: "{version}" }, { tag: latest }]
  app-alpine-release:
    dockerfile: stable-alpine.Dockerfile
    streams: [release]
    destinations: [ghcr.io/octo-org/app]
    tag: "{stream}-alpine"
    aliases: [{ tag: "{version}-alpine" }, { tag: latest-alpine }]
`);
});
