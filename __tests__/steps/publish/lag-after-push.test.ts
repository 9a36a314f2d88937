/** Builds and publications in a registry that shows what was pushed some seconds later. The builder is a stand-in; the client is the real one. */
import { describe, expect, test } from "@jest/globals";
import { digestOf } from "../../../src/adapters/registry/hash.ts";
import { createRegistry } from "../../../src/adapters/registry/index.ts";
import { annotationsOf } from "../../../src/core/build/bake.ts";
import type { UnitRecord } from "../../../src/core/build/record.ts";
import type { Test } from "../../../src/core/tests/kinds.ts";
import type { Builder } from "../../../src/ports/builder.ts";
import type { Containers } from "../../../src/ports/containers.ts";
import type { Manifest } from "../../../src/ports/registry.ts";
import { build } from "../../../src/steps/build/build.ts";
import { publish } from "../../../src/steps/publish/publish.ts";
import { makeReporter } from "../../support/engine.ts";
import { faultyServers, options } from "../../support/faulty-registry.ts";
import { type Lag, laggingRegistry, unknown } from "../../support/lagging-registry.ts";
import { makePlan, makePlannedUnit } from "../../support/plans.ts";
import { makeManifest } from "../../support/registry.ts";
import { makeDigest } from "../../support/units.ts";

const { servers } = faultyServers();
const oci = "application/vnd.oci.image";
const base = makeDigest("base");
const hex = (digest: string) => digest.slice("sha256:".length);

/** A registry with one image that is built on a base: what the builder pushes. */
async function world(lag: Lag, provenance: unknown = slsa(base)) {
  const registry = await laggingRegistry(servers, lag);
  const repository = `${registry.host}/osg/app`;
  const add = (bytes: Buffer) => {
    registry.blobs.set(digestOf(bytes), bytes);
    return { digest: digestOf(bytes), size: bytes.length };
  };
  const put = (manifest: Manifest) => {
    registry.put(manifest);
    return { digest: manifest.digest, size: manifest.bytes.length, mediaType: manifest.mediaType };
  };
  const plain = makePlannedUnit("app:release", { destinations: [{ repository, required: true }], tests: [run] });
  const parent = makePlannedUnit("base:release", {
    destinations: [{ repository: `${registry.host}/osg/base`, required: true }],
    decision: "leave",
    current: base,
  });
  const unit = { ...plain, base: parent.name };
  const plan = makePlan([parent, unit], { jobs: [{ id: "all", units: [unit.name] }] });
  const image = put(makeManifest(`${oci}.manifest.v1+json`, { config: add(Buffer.from("{}")), layers: [] }));
  const statement = { ...add(Buffer.from(JSON.stringify(provenance))), mediaType: "application/vnd.in-toto+json" };
  const attestation = put(
    makeManifest(`${oci}.manifest.v1+json`, {
      config: add(Buffer.from("{}")),
      layers: [{ ...statement, annotations: { "in-toto.io/predicate-type": "https://slsa.dev/provenance/v1" } }],
    }),
  );
  const about = { "vnd.docker.reference.type": "attestation-manifest", "vnd.docker.reference.digest": image.digest };
  const index = put(
    makeManifest(`${oci}.index.v1+json`, {
      annotations: annotationsOf(plan, unit),
      manifests: [
        { ...image, platform: { os: "linux", architecture: "amd64" } },
        { ...attestation, annotations: about, platform: { os: "unknown", architecture: "unknown" } },
      ],
    }),
  );
  const pulled: string[] = [];
  const ports = {
    builder: {
      check: async () => ({ name: "b", driver: "docker-container", platforms: ["linux/amd64"], nodes: [], buildx: "0.38.2" }),
      missingSecrets: async () => [],
      redactor: async () => (text: string) => text,
      bake: async () => index.digest,
    } as unknown as Builder,
    containers: {
      cannotRun: async () => [],
      pull: async (name: string) => void pulled.push(name),
      run: async () => ({ status: 0, timedOut: false, output: "" }),
      discard: async () => {},
    } as unknown as Containers,
    registry: createRegistry(options),
    reporter: makeReporter(),
    clock: { now: () => new Date("2026-11-23T06:20:00Z") },
  };
  const built = async (): Promise<UnitRecord | undefined> =>
    (await build(plan, { workTree: "/nonexistent" }, ports)).find((record) => record.unit === unit.name);
  const published = async (record: UnitRecord, through = ports) =>
    (await publish({ ...plan, units: [plain] }, new Map([[unit.name, record]]), through))[0]?.converged;
  return { ...registry, index, image, attestation, statement, repository, pulled, built, published, ports };
}

function slsa(digest: string, algorithm = "sha256") {
  const material = { uri: "pkg:docker/localhost/osg/base@release", digest: { [algorithm]: hex(digest) } };
  return { predicate: { buildDefinition: { buildType: "x", resolvedDependencies: [material] } } };
}

const run: Test = { kind: "run", name: "it runs", command: ["true"], timeout: 1000, env: {}, platforms: ["linux/amd64"] };

/** What was pushed answers 404 to its first reads, whatever it is. */
const lateReads =
  (times: number): Lag =>
  ({ method, path }, count) =>
    method !== "PUT" && /sha256:/.test(path) && count <= times ? unknown("MANIFEST_UNKNOWN") : undefined;

describe("a build", () => {
  test("whose index, attestation, provenance and images are shown late passes", async () => {
    const { built, pulled, repository, image, index } = await world(lateReads(3));
    const record = await built();
    expect(record?.problem).toBeUndefined();
    expect(record).toMatchObject({ outcome: "passed", digest: index.digest });
    expect(pulled).toEqual([`${repository}@${image.digest}`]);
  });

  test.each([
    ["index", ", or not yet"],
    ["attestation", "the attestation of the image for linux/amd64"],
    ["statement", "This run pushed"],
  ] as const)("whose %s is not shown for 30 s fails, and nothing is said of its Dockerfile", async (part, message) => {
    const made: Awaited<ReturnType<typeof world>> = await world(({ method, path }) =>
      method !== "PUT" && path.endsWith(made[part].digest) ? unknown("MANIFEST_UNKNOWN") : undefined,
    );
    const record = await made.built();
    expect(record?.problem).toContain(message);
    expect(record?.problem).not.toContain("Dockerfile");
  });

  test("whose provenance cannot be read is not said to be built on something else", async () => {
    const { built } = await world(() => undefined, { predicate: {} });
    const record = await built();
    expect(record?.problem).toMatch(/is neither SLSA provenance/);
    expect(record?.problem).not.toContain("Dockerfile");
  });

  test("that is built on something else is told so at once", async () => {
    const { built, sent, attestation } = await world(() => undefined, slsa(makeDigest("other")));
    expect((await built())?.problem).toContain("Its Dockerfile does not build on base");
    expect(sent("GET", attestation.digest)).toBe(1);
  });
});

describe("a publication", () => {
  test.each(["in the same process", "in a job of its own"])("of what is shown late, %s", async (where) => {
    let lag: Lag = () => undefined;
    const made = await world((...of) => lag(...of));
    const record = await made.built();
    if (record?.outcome !== "passed") throw new Error(record?.problem);
    const counts = new Map<string, number>();
    lag = (request) => {
      const key = `${request.method} ${request.path}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
      return lateReads(3)(request, counts.get(key) ?? 0);
    };
    const ports = where === "in the same process" ? made.ports : { ...made.ports, registry: createRegistry(options) };
    const converged = await made.published(record, ports);
    expect(converged?.problem).toBeUndefined();
    expect(made.find("release")?.bytes).toEqual(made.find(made.index.digest)?.bytes);
  });
});
