import { expect, test } from "@jest/globals";
import { createRegistry, createSession } from "../../src/adapters/registry/index.ts";
import { putManifest } from "../../src/adapters/registry/put.ts";
import { createObserver } from "../../src/commands/observe.ts";
import { newestPublication } from "../../src/commands/published.ts";
import { annotationKeys } from "../../src/core/annotations.ts";
import { newRepository } from "../support/engine.ts";
import { makeManifest, pushImage } from "../support/registry.ts";
import { makeUnit } from "../support/units.ts";

const registry = createRegistry({ environment: {}, retry: { scale: 0.001 } });

/** What is found in a repository where images, each with the time for which it was built, are under these timestamps. */
async function newest(images: Record<string, string>, tags: [stamp: string, image: string][]) {
  const repository = newRepository("squid");
  const session = createSession({});
  const digests = new Map<string, string>();
  for (const [image, built] of Object.entries(images)) {
    const { manifest } = await pushImage(repository, image);
    const platform = { os: "linux", architecture: "amd64" };
    const manifests = [{ mediaType: manifest.mediaType, digest: manifest.digest, size: manifest.bytes.length, platform }];
    const annotations = { [annotationKeys.built]: built };
    const index = makeManifest("application/vnd.oci.image.index.v1+json", { manifests, annotations });
    digests.set(index.digest, image);
    for (const [stamp] of tags.filter(([, under]) => under === image))
      await putManifest(session, session.address(repository), `release-${stamp}`, index);
  }
  const unit = makeUnit("squid:release", { destinations: [{ repository, required: true }] });
  const found = await newestPublication(unit, await createObserver(registry, { annotations: true })(unit), registry);
  return found && digests.get(found.digest);
}

test.each<[string, Record<string, string>, [string, string][], string]>([
  ["the only one", { good: "20261120-0600" }, [["20261120-0600", "good"]], "good"],
  [
    "what a rollback followed",
    { good: "20261120-0600", bad: "20261121-0600" },
    [
      ["20261120-0600", "good"],
      ["20261121-0600", "bad"],
      ["20261121-0630", "good"],
    ],
    "bad",
  ],
  [
    "what a rollback followed in the very minute for which both were built",
    { good: "20261120-0600", bad: "20261120-0600" },
    [
      ["20261120-0600", "good"],
      ["20261120-0600-01", "bad"],
      ["20261120-0600-02", "good"],
    ],
    "bad",
  ],
  [
    "the second of a minute",
    { good: "20261120-0600", bad: "20261120-0600" },
    [
      ["20261120-0600", "good"],
      ["20261120-0600-01", "bad"],
    ],
    "bad",
  ],
])("the newest publication that is no rollback: %s", async (_, images, tags, expected) => {
  expect(await newest(images, tags)).toBe(expected);
});
