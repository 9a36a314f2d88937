/** @needs engine */
import { afterAll, expect, test } from "@jest/globals";
import { printBake } from "../../../src/adapters/docker/bake-print.ts";
import { makeRepository, removeFolders } from "../../support/git.ts";

afterAll(removeFolders);

test("buildx evaluates variables, inheritance and overrides, and joins what metadata-action writes", async () => {
  const { folder } = makeRepository({
    Dockerfile: "FROM busybox:1.36\n",
    "docker-bake.hcl": `
variable "TAG" { default = "dev" }
target "docker-metadata-action" {}
target "app" {
  inherits = ["docker-metadata-action"]
  context = "."
  args = { VERSION = TAG }
}
`,
  });
  const metadata = { target: { "docker-metadata-action": { tags: ["ghcr.io/octo-org/app:1.4.2"] } } };
  const answer = await printBake(
    {
      folder: ".",
      files: [{ path: "docker-bake.hcl" }, { text: JSON.stringify(metadata) }],
      targets: ["app"],
      set: ["*.platform=linux/amd64"],
      env: { TAG: "1.4.2" },
    },
    folder,
  );
  expect(answer).toEqual({
    printed: {
      group: { default: { targets: ["app"] } },
      target: {
        app: {
          context: ".",
          dockerfile: "Dockerfile",
          args: { VERSION: "1.4.2" },
          tags: ["ghcr.io/octo-org/app:1.4.2"],
          platforms: ["linux/amd64"],
        },
      },
    },
  });
});
