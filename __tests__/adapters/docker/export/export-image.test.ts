/** @needs engine */
import { describe, expect, test } from "@jest/globals";
import { createBuilder } from "../../../../src/adapters/docker/buildx.ts";
import { createContainers } from "../../../../src/adapters/docker/containers.ts";
import { capture } from "../../../../src/adapters/process/process.ts";
import { createRegistry } from "../../../../src/adapters/registry/index.ts";
import { bakeDefinition } from "../../../../src/core/build/bake.ts";
import { parseIndex } from "../../../../src/core/oci/image-index.ts";
import { makeFolder, makeLog, newRepository } from "../../../support/engine.ts";
import { makePlan, makePlannedUnit } from "../../../support/plans.ts";

const platforms = ["linux/amd64", "linux/arm64"];

describe("the files of an image without a shell and a command", () => {
  test("are read for each platform, and leave no container behind", async () => {
    const folder = await makeFolder({ Dockerfile: "FROM scratch\nCOPY --chmod=0640 --chown=7:8 here /srv/here\n", here: "text" });
    const repository = newRepository("files");
    const unit = makePlannedUnit("files:release", {
      platforms,
      destinations: [{ repository, required: true }],
      build: { context: ".", dockerfile: "Dockerfile", args: {}, contexts: {}, secrets: [], labels: {} },
    });
    const containers = createContainers();
    const digest = await createBuilder().bake(bakeDefinition(makePlan([unit]), unit), folder.path, makeLog());
    const index = await createRegistry().manifest(repository, digest);
    for (const { platform, digest: manifest } of parseIndex(index?.bytes ?? new Uint8Array()).platforms) {
      const image = `${repository}@${manifest}`;
      await containers.pull(image, platform, makeLog());
      const files = await containers.files(image, platform);
      expect(files.get("/srv/here")).toMatchObject({ type: "file", mode: 0o640, owner: "7:8" });
      await containers.discard(image);
    }
    await folder.dispose();
    const { stdout } = await capture(["docker", "ps", "--all", "--filter", `ancestor=${repository}`, "--quiet"]);
    expect(stdout.trim()).toBe("");
  });

  test("of an image that the daemon lacks are an error", async () => {
    const image = `registry.example.org/nothing@sha256:${"0".repeat(64)}`;
    await expect(createContainers().files(image, "linux/amd64")).rejects.toThrow(/cannot create a container of .*nothing/);
  });
});
