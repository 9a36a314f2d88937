import { expect, test } from "@jest/globals";
import { foundFiles } from "../../../src/core/init/found-files.ts";

test("files by kind", () => {
  const found = {
    dockerfiles: ["Dockerfile", "api/Dockerfile.dev", "Containerfile", "docker/web.Dockerfile", "a/b.dockerfile", "a/dockerfile"],
    bakeFiles: ["docker-bake.hcl", "docker-bake.override.json", "ci/bake.hcl"],
    composeFiles: ["compose.yaml", "docker-compose.yml", "docker-compose.prod.yml", "deploy/compose.override.yaml"],
    workflows: [".github/workflows/docker.yml", ".github/workflows/ci.yaml"],
  };
  const others = [
    "Dockerfile.dockerignore",
    "Dockerfile.in",
    "Dockerfile.j2",
    "Dockerfiles/README.md",
    "docs/docker-compose.md",
    "composer.yml",
    ".github/workflows/old/docker.yml",
    "x/.github/workflows/docker.yml",
    "main.hcl",
  ];
  expect(foundFiles([...others, ...Object.values(found).flat()])).toEqual(found);
});
