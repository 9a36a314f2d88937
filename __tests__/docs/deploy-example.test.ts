/**
 * The manifests of examples/osg/deploy, rendered by kustomize, and of the guides: kubeconform checks them against Kubernetes' own API.
 * @needs engine
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { containersOf, unpinned } from "../support/deployed.ts";
import { readExample } from "../support/example.ts";
import { makeFolder, removeFolders } from "../support/git.ts";
import { kubeconform, kustomize } from "../support/kubernetes.ts";
import { root } from "../support/workflow-files.ts";

afterAll(removeFolders);

const folder = path.join(root, "examples/osg/deploy");
const rendered = kustomize(folder);
const { registries } = parse(readExample("osg")[".github/tagstream.yml"] ?? "") as { registries: string[] };

describe("examples/osg/deploy", () => {
  test("Kubernetes knows every key that it has", () => {
    expect(kubeconform(rendered)).toEqual([]);
  });

  test("every container has an image of the example's first registry, by tag and digest", () => {
    const images = containersOf(rendered);
    expect(images.map(({ workload, name }) => `${workload}/${name}`)).toEqual([
      "frontier-squid/frontier-squid",
      "xcache/own-the-cache",
      "xcache/xcache",
    ]);
    for (const { workload, image } of images) expect(image).toContain(`${registries[0]}/${workload}:25-deb12-release-`);
    expect(unpinned(rendered)).toEqual([]);
  });

  test.each<[what: string, from: string, to: string, fault: string]>([
    ["a misspelt key", "readinessProbe:", "readynessProbe:", "additional properties 'readynessProbe' not allowed"],
    ["a text for a number", "replicas: 2", 'replicas: "two"', "got string, want integer"],
    ["a key that is required", "- mountPath: /xcache\n          name", "- name", "missing property 'mountPath'"],
    ["a kind that Kubernetes does not have", "kind: StatefulSet", "kind: StatefulSets", "could not find schema"],
    ["a version that Kubernetes does not have", "apiVersion: apps/v1", "apiVersion: apps/v1beta1", "could not find schema"],
  ])("a planted fault is found: %s", (_, from, to, fault) => {
    expect(rendered).toContain(from);
    expect(kubeconform(rendered.replace(from, to)).join("\n")).toContain(fault);
  });

  test.each<[what: string, file: string, from: RegExp, to: string, found: string[]]>([
    ["a tag alone", "frontier-squid.yaml", /@sha256:[0-9a-f]+/, "", ["frontier-squid/frontier-squid"]],
    ["a digest alone", "frontier-squid.yaml", /:25-[\w-]+@/, "@", ["frontier-squid/frontier-squid"]],
    ["a kustomization without a digest", "kustomization.yaml", / +digest: .*\n/, "", ["xcache/own-the-cache", "xcache/xcache"]],
    [
      "a kustomization for another name",
      "kustomization.yaml",
      /- name: xcache\n +newName/,
      "- name: cache\n    newName",
      ["xcache/own-the-cache", "xcache/xcache"],
    ],
  ])("an image that is not pinned is found: %s", (_, file, from, to, found) => {
    const copy = makeFolder();
    for (const name of readdirSync(folder)) {
      const text = readFileSync(path.join(folder, name), "utf8");
      if (name === file) expect(text).toMatch(from);
      writeFileSync(path.join(copy, name), name === file ? text.replace(from, to) : text);
    }
    expect(unpinned(kustomize(copy)).map((one) => one.split(": ")[0])).toEqual(found);
  });
});

const guides = path.join(root, "docs/guide/kubernetes");

test.each(readdirSync(guides))("docs/guide/kubernetes/%s: Kubernetes knows every key that it has", (name) => {
  expect(kubeconform(readFileSync(path.join(guides, name), "utf8"))).toEqual([]);
});
