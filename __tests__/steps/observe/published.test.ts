import { expect, test } from "@jest/globals";
import { createRegistry, createRegistrySession } from "../../../src/adapters/registry/index.ts";
import { putManifest } from "../../../src/adapters/registry/upload/put.ts";
import { annotationKeys } from "../../../src/core/oci/annotations.ts";
import { createObserver } from "../../../src/steps/observe/observe.ts";
import { newestPublication } from "../../../src/steps/observe/published.ts";
import { makeManifest, pushImage } from "../../support/registry.ts";
import { inProcessRegistries } from "../../support/registry-in-process/for-tests.ts";
import { makeUnit } from "../../support/units.ts";

const registries = inProcessRegistries();
const registry = createRegistry({ environment: {}, retry: { scale: 0.001 } });

/** What is found in a repository where images, each with the time for which it was built, are under these timestamps. */
async function newest(images: Record<string, string>, tags: [stamp: string, image: string][], rollbacks: readonly string[]) {
  const repository = registries.newRepository("squid");
  const session = createRegistrySession({});
  const digests = new Map<string, string>();
  for (const [image, built] of Object.entries(images)) {
    const { manifest } = await pushImage(repository, image);
    const platform = { os: "linux", architecture: "amd64" };
    const manifests = [{ mediaType: manifest.mediaType, digest: manifest.digest, size: manifest.bytes.length, platform }];
    const annotations = { [annotationKeys.built]: built };
    const index = makeManifest("application/vnd.oci.image.index.v1+json", { manifests, annotations });
    digests.set(index.digest, image);
    for (const [stamp] of tags.filter(([, under]) => under === image)) {
      const names = [`release-${stamp}`, ...(rollbacks.includes(stamp) ? [`rb.release-${stamp}`] : [])];
      for (const name of names) await putManifest(session, session.address(repository), name, index);
    }
  }
  const unit = makeUnit("squid:release", { destinations: [{ repository, required: true }] });
  const found = await newestPublication(unit, await createObserver(registry, { annotations: true })(unit), registry);
  return found && digests.get(found.digest);
}

test.each<[string, Record<string, string>, [string, string][], string, string[]]>([
  ["the only one", { good: "20261120-0600" }, [["20261120-0600", "good"]], "good", []],
  [
    "what a rollback followed",
    { good: "20261120-0600", bad: "20261121-0600" },
    [
      ["20261120-0600", "good"],
      ["20261121-0600", "bad"],
      ["20261121-0630", "good"],
    ],
    "bad",
    ["20261121-0630"],
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
    ["20261120-0600-02"],
  ],
  [
    "what was published again: nothing marks it as a rollback",
    { good: "20261120-0600", bad: "20261121-0600" },
    [
      ["20261120-0600", "good"],
      ["20261121-0600", "bad"],
      ["20261121-0630", "good"],
    ],
    "good",
    [],
  ],
  [
    "what was published again after a rollback",
    { good: "20261120-0600", bad: "20261121-0600" },
    [
      ["20261120-0600", "good"],
      ["20261121-0600", "bad"],
      ["20261121-0630", "good"],
      ["20261121-0700", "bad"],
      ["20261121-0730", "good"],
    ],
    "bad",
    ["20261121-0630", "20261121-0730"],
  ],
  [
    "the second of a minute",
    { good: "20261120-0600", bad: "20261120-0600" },
    [
      ["20261120-0600", "good"],
      ["20261120-0600-01", "bad"],
    ],
    "bad",
    [],
  ],
])("the newest publication that is no rollback: %s", async (_, images, tags, expected, rollbacks) => {
  expect(await newest(images, tags, rollbacks)).toBe(expected);
});
