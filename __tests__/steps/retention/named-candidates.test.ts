import { afterAll, expect, test } from "@jest/globals";
import { removeFolders } from "../../support/git.ts";
import { memoryTarget } from "../../support/memory-pin-targets.ts";
import { memoryRun } from "../../support/memory-run.ts";
import { one, publish, stampBefore, startPrune } from "../../support/prune-world.ts";
import { makeManifest } from "../../support/registry.ts";

afterAll(removeFolders);

const dev = "dev.example.org/osg/app";
const hashes = ["4be1c0ffee11", "4be1c0ffee12", "4be1c0ffee13", "4be1c0ffee14"];

test("a candidate whose removal was cut off on an empty index goes", async () => {
  const made = memoryRun({
    ".github/tagstream.yml":
      "registries: [one.example.org/osg]\nimages: { app: { context: app } }\nretention: { all: 30d, candidates: 14d }\n",
    "app/Dockerfile": "FROM scratch\n",
  });
  publish(made, { stamp: stampBefore(0), repositories: [one], shown: true });
  const tag = `rc.release.${hashes[0]}`;
  const mediaType = "application/vnd.oci.image.index.v1+json";
  const annotations = { "io.github.tagstream.removes": tag, "io.github.tagstream.removed-digest": `sha256:${"a".repeat(64)}` };
  await made.registry.putManifest(one, tag, makeManifest(mediaType, { schemaVersion: 2, mediaType, manifests: [], annotations }));
  const { status, lines } = await startPrune(made);
  expect(status).toBe(0);
  expect(Object.keys(made.registry.shown(one))).toEqual(["release", `release-${stampBefore(0)}`]);
  expect(lines.join("\n")).toContain("an earlier removal of it was cut off");
});

test("candidates in a repository of their own stay where a file names them", async () => {
  const made = memoryRun({
    ".github/tagstream.yml": `registries: [one.example.org/osg]
images: { app: { context: app } }
candidates: { registry: dev.example.org/osg }
retention: { all: 30d, candidates: 14d, keep-file: keep.txt }
promotion: { max-age: 7d }
pins: [{ repository: octo/k8s, files: ['**'] }]
`,
    "app/Dockerfile": "FROM scratch\n",
    "keep.txt": `${dev}:rc.release.${hashes[0]}\nmirror.example.org/app:rc.release.${hashes[1]}\n`,
  });
  publish(made, { stamp: stampBefore(0), repositories: [one], shown: true });
  made.pinTargets["octo/k8s"] = memoryTarget({ "test/values.yaml": `image: { tag: rc.release.${hashes[2]} }\n` });
  for (const hash of hashes) {
    const annotations = {
      "io.github.tagstream.built": "20260601-0617",
      "org.opencontainers.image.source": "https://github.example.org/osg/images",
    };
    made.registry.setTag(dev, `rc.release.${hash}`, made.registry.push(dev, { ...annotations, hash }));
  }
  const { status, lines } = await startPrune(made);
  expect(status).toBe(0);
  expect(Object.keys(made.registry.shown(dev))).toEqual(hashes.slice(0, 3).map((hash) => `rc.release.${hash}`));
  expect(lines.join("\n")).toContain("octo/k8s test/values.yaml:1 names it");
});
