/** What a candidate's provenance, as the registry has it, proves of its bases. */
import { expect, test } from "@jest/globals";
import { createRegistry } from "../../../../src/adapters/registry/index.ts";
import type { Digest } from "../../../../src/core/lib/digest.ts";
import { promotionConditions } from "../../../../src/core/plan/decide/promotion.ts";
import { createCandidateFinder } from "../../../../src/steps/plan/candidates/candidate-finder.ts";
import { faultyServers, options } from "../../../support/faulty-registry.ts";
import { makePlannedUnit } from "../../../support/plans.ts";
import { makeManifest } from "../../../support/registry.ts";
import { startInProcessRegistry } from "../../../support/registry-in-process/index.ts";
import { timestamp } from "../../../support/units.ts";

const { servers } = faultyServers();
const oci = "application/vnd.oci.image";
const sha256 = "a".repeat(64);

/** Whether `bases-current` holds, and what it says, of a candidate with these attestation layers. */
async function basesCurrent(layers: { type?: string; text: string }[]) {
  const registry = await startInProcessRegistry({ acceptsIncomplete: true });
  servers.push(registry);
  const stored = registry.store.at("osg/app");
  const repository = `${registry.host}/osg/app`;
  const put = (mediaType: string, content: object, ...tags: string[]): { digest: Digest; size: number; mediaType: string } => {
    const manifest = makeManifest(mediaType, content);
    for (const name of [manifest.digest, ...tags]) stored.put(name, manifest);
    return { digest: manifest.digest, size: manifest.bytes.length, mediaType };
  };
  const image = put(`${oci}.manifest.v1+json`, { layers: [] });
  const attestation = put(`${oci}.manifest.v1+json`, {
    layers: layers.map(({ type = "https://slsa.dev/provenance/v1", text }) => {
      const bytes = Buffer.from(text);
      return { digest: stored.addBlob(bytes), size: bytes.length, annotations: { "in-toto.io/predicate-type": type } };
    }),
  });
  const about = { "vnd.docker.reference.type": "attestation-manifest", "vnd.docker.reference.digest": image.digest };
  const inputs = { hash: "1".repeat(64) };
  const manifests = [
    { ...image, platform: { os: "linux", architecture: "amd64" } },
    { ...attestation, annotations: about, platform: { os: "unknown", architecture: "unknown" } },
  ];
  put(`${oci}.index.v1+json`, { manifests }, "rc.release.111111111111");
  const unit = makePlannedUnit("app:release", { destinations: [{ repository, required: true }] });
  const candidate = await createCandidateFinder(createRegistry(options)).byInputs(unit, inputs);
  if (candidate === "none") throw new Error("there is no candidate");
  const facts = { candidate, inputs, tests: "", now: timestamp("20261123-0617"), maxAge: 1 };
  return promotionConditions(facts).find(({ name }) => name === "bases-current");
}

const slsa = (...resolvedDependencies: unknown[]) => ({
  text: JSON.stringify({ predicate: { buildDefinition: { buildType: "x", resolvedDependencies } } }),
});
const pinned = { uri: "pkg:docker/almalinux@9?digest=sha256:aa", digest: { sha256 } };

test.each<[string, Parameters<typeof basesCurrent>[0], boolean, string]>([
  ["a base that is pinned", [slsa(pinned)], true, "unchanged"],
  ["no base", [slsa()], true, "it has no base image"],
  ["no statement", [{ text: "{}" }], false, "is neither SLSA provenance"],
  ["another statement", [{ text: '{"predicate":{"packages":[]}}' }], false, "is neither SLSA provenance"],
  ["no JSON", [{ text: "provenance" }], false, "did not return JSON"],
  ["one statement of two that is none", [slsa(pinned), { text: '{"predicate":{}}' }], false, "is neither SLSA provenance"],
  ["an SBOM alone", [{ type: "https://spdx.dev/Document", text: "{}" }], false, "there is none for linux/amd64"],
  [
    "a base by another algorithm",
    [slsa({ ...pinned, digest: { sha512: "b".repeat(128) } })],
    false,
    "for linux/amd64 it names pkg:docker/almalinux@9?digest=sha256:aa without a sha256 digest",
  ],
  [
    "a base by another algorithm beside a good one",
    [slsa(pinned, { uri: "pkg:docker/b@1", digest: { sha1: "c" } })],
    false,
    "pkg:docker/b@1",
  ],
])("%s", async (_, layers, holds, evidence) => {
  expect(await basesCurrent(layers)).toMatchObject({ holds, evidence: expect.stringContaining(evidence) });
});
