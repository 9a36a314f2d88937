/** Which tags of a closed pull request that no configuration names any more are found, at registries that answer, and that do not. */
import { expect, test } from "@jest/globals";
import { failure } from "../../../src/core/lib/problems/problem.ts";
import type { Manifest } from "../../../src/ports/registry.ts";
import { findOrphanedTags } from "../../../src/steps/cleanup/orphaned-tags.ts";
import { makeManifest } from "../../support/registry.ts";

const source = "https://github.com/osg/images";
const event = {
  intent: "retire",
  repository: "osg/images",
  source,
  pullRequest: 2,
  branch: "main",
  defaultBranch: "main",
} as const;
const known = new Map([
  ["one.example.org/squid", ["rc.release.pr-2"]],
  ["one.example.org/xcache", ["rc.release.pr-2"]],
]);
const image = (annotations: Record<string, string>): Manifest =>
  makeManifest("application/vnd.oci.image.index.v1+json", { manifests: [], annotations });
const own = image({ "org.opencontainers.image.source": source });

/** A registry in which each repository has these tags; a text is why a tag, or the list, cannot be read. */
const registryOf = (repositories: Record<string, Record<string, Manifest | string> | string>) => ({
  tags: async (repository: string) => {
    const tags = repositories[repository] ?? {};
    if (typeof tags === "string") throw failure("registry-failed", tags);
    return Object.keys(tags);
  },
  manifest: async (repository: string, tag: string) => {
    const tags = repositories[repository] ?? {};
    const shown = typeof tags === "string" ? undefined : tags[tag];
    if (typeof shown === "string") throw failure("registry-invalid", shown);
    return shown;
  },
});

test("its own, and what a removal that was killed left; neither others' nor another pull request's", async () => {
  const registry = registryOf({
    "one.example.org/squid": {
      "rc.release.pr-2": own,
      "rc.beta.pr-2": own,
      "rc.beta.pr-267": own,
      "rc.gamma.pr-2": image({ "org.opencontainers.image.source": `${source}-too` }),
      "rc.delta.pr-2": image({ "io.github.tagstream.removes": "rc.delta.pr-2" }),
    },
  });
  expect(await findOrphanedTags(known, event, registry)).toEqual({
    orphans: new Map([
      ["one.example.org/squid", ["rc.beta.pr-2", "rc.delta.pr-2"]],
      ["one.example.org/xcache", []],
    ]),
    problems: [],
  });
});

test("what cannot be read is told, and keeps nothing else", async () => {
  const registry = registryOf({
    "one.example.org/squid": { "rc.zzz.pr-2": "it is no image.", "rc.beta.pr-2": own },
    "one.example.org/xcache": "it answered 503.",
  });
  const { orphans, problems } = await findOrphanedTags(known, event, registry);
  expect(orphans.get("one.example.org/squid")).toEqual(["rc.beta.pr-2"]);
  const reported = (place: string, reason: string) => ({
    code: "retire-tag",
    severity: "warning",
    message: `${place} could not be read, so tags from earlier pushes of #2 may remain there: ${reason}.`,
  });
  expect(problems).toHaveLength(2);
  expect(problems).toEqual(
    expect.arrayContaining([
      reported("one.example.org/squid:rc.zzz.pr-2", "it is no image"),
      reported("one.example.org/xcache", "it answered 503"),
    ]),
  );
});

test("none where nobody knows which repository it is: nothing is asked", async () => {
  const { source: _, ...unknown } = event;
  expect(await findOrphanedTags(known, unknown, registryOf({ "one.example.org/squid": "asked" }))).toEqual({
    orphans: new Map(),
    problems: [],
  });
});
