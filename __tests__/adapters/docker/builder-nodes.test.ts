/**
 * Builders with several nodes, on the real buildx and two BuildKits.
 * @needs engine
 */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createBuilder } from "../../../src/adapters/docker/buildx.ts";
import { capture } from "../../../src/adapters/process/process.ts";
import { createRegistry } from "../../../src/adapters/registry/index.ts";
import { bakeDefinition } from "../../../src/core/build/bake.ts";
import { engine, makeFolder, makeLog, newRepository } from "../../support/engine.ts";
import { withEnvironment } from "../../support/environment.ts";
import { makePlan, makePlannedUnit } from "../../support/plans.ts";

const both = ["linux/amd64", "linux/arm64"];
const builder = createBuilder();
const registry = createRegistry({ retry: { scale: 0.01 } });
const onBuilder = <T>(name: string, work: () => Promise<T>) => withEnvironment({ BUILDX_BUILDER: name }, work);

describe("what buildx says of them", () => {
  test("two nodes, each configured for a platform", async () => {
    const name = engine("TAGSTREAM_TEST_BUILDER_NODES");
    const facts = await onBuilder(name, () => builder.check());
    expect(facts).toMatchObject({ name, driver: "remote", platforms: expect.arrayContaining(both) });
    expect(facts.nodes.map(({ platforms }) => platforms[0])).toEqual(both);
  });

  test("one node for one platform", async () => {
    const facts = await onBuilder(engine("TAGSTREAM_TEST_BUILDER_ARM64"), () => builder.check());
    expect(facts.nodes.map(({ platforms }) => platforms[0])).toEqual(["linux/arm64"]);
  });
});

describe("one of its nodes is down", () => {
  const name = "tagstream-half";
  const create = (endpoint: string, platform: string, ...more: string[]) =>
    capture(["docker", "buildx", "create", "--name", name, ...more, "--driver", "remote", "--platform", platform, endpoint]);

  beforeAll(async () => {
    const { stdout } = await capture(["docker", "buildx", "inspect", engine("TAGSTREAM_TEST_BUILDER_NODES")]);
    await create(/^Endpoint: +(\S+)/m.exec(stdout)?.[1] ?? "", "linux/amd64");
    await create("tcp://127.0.0.1:1", "linux/arm64", "--append");
  });
  afterAll(() => capture(["docker", "buildx", "rm", name]));

  test("it is named, before any build", async () => {
    await expect(onBuilder(name, () => builder.check())).rejects.toMatchObject({
      problems: [
        {
          code: "builder-unreachable",
          message: expect.stringMatching(
            `^The builder "${name}" has 2 nodes. Not answering: ${name}1 \\(.+\\)\\. Start these nodes`,
          ),
        },
      ],
    });
  });
});

describe("the rule that one bake call is for one node", () => {
  const unit = makePlannedUnit("plain:release", {
    platforms: both,
    destinations: [{ repository: newRepository("plain"), required: true }],
    build: { context: ".", dockerfile: "Dockerfile", args: {}, contexts: {}, secrets: [], labels: {} },
  });
  const [repository = ""] = unit.destinations.map((destination) => destination.repository);
  let folder: Awaited<ReturnType<typeof makeFolder>>;
  beforeAll(async () => {
    folder = await makeFolder({ Dockerfile: "FROM busybox:1.36\nRUN uname -m\n" });
  });
  afterAll(() => folder.dispose());
  const bake = (platforms: string[], layout?: string) => {
    const definition = bakeDefinition(makePlan([unit]), { ...unit, platforms }, [], layout);
    return onBuilder(engine("TAGSTREAM_TEST_BUILDER_NODES"), () => builder.bake(definition, folder.path, makeLog()));
  };

  test.each(both)("%s alone gets no tag", async (platform) => {
    await bake([platform]);
    expect(await registry.tags(repository)).toEqual([]);
  });

  // The day these fail, buildx joins nodes as we would, and legs on one builder have lost their reason.
  test("both at once, and buildx writes the tag `latest`", async () => {
    await bake(both);
    expect(await registry.tags(repository)).toEqual(["latest"]);
  });

  test("both at once into a folder, and buildx refuses", async () => {
    const layout = await builder.layout();
    await expect(bake(both, layout.path)).rejects.toThrow("oci for multi-node builds currently not supported");
    await layout.dispose();
  });
});
