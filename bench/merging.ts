// Makes one image of the builds of two platforms, by digest. Compared with `imagetools create`,
// which needs a tag and drops the annotations.
import { createHash, randomBytes } from "node:crypto";
import { makePlan, makePlanned } from "../__tests__/support/documents.ts";
import { pushImage } from "../__tests__/support/registry.ts";
import { createRegistry } from "../src/adapters/registry/index.ts";
import { annotationsOf } from "../src/core/build/bake.ts";
import type { JobRecord, UnitRecord } from "../src/core/build/record.ts";
import { type Digest, isDigest } from "../src/core/lib/digest.ts";
import { parseIndex } from "../src/core/oci/image-index.ts";
import { jobsOf } from "../src/core/plan/jobs/jobs.ts";
import type { Plan } from "../src/core/plan/plan.ts";
import type { Registry } from "../src/ports/registry.ts";
import type { Reporter } from "../src/ports/reporter.ts";
import { uniteJobs } from "../src/steps/publish/unite.ts";
import { startCountingProxy, total } from "./counting-proxy.ts";
import { part, run } from "./engine.ts";
import { mark } from "./machine.ts";
import { heading, table } from "./table.ts";

const goal = 3;
const platforms = ["linux/amd64", "linux/arm64"];
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const index = "application/vnd.oci.image.index.v1+json";

export async function merging(): Promise<void> {
  heading("one image of the builds of two platforms");
  const registry = part("TAGSTREAM_TEST_REGISTRY");
  const name = `bench-${randomBytes(6).toString("hex")}/squid`;
  const client = createRegistry({ environment: {} });
  const unit = makePlanned("squid:release", { platforms, destinations: [{ repository: `${registry}/${name}`, required: true }] });
  const plan = makePlan([unit], {
    jobs: jobsOf([unit], { runners: { platforms: new Map([["linux/arm64", "arm"]]) } }, "rebuild"),
  });
  const records = await Promise.all(
    plan.jobs.map(({ id, platform = "" }) => pushLeg(plan, id, platform, `${registry}/${name}`, client)),
  );
  const rows: string[][] = [];
  for (const [way, merge] of ways(plan, records, name)) {
    const proxy = await startCountingProxy(registry);
    try {
      const began = performance.now();
      const digest = await merge(proxy.host);
      const wall = performance.now() - began;
      const manifest = await client.manifest(`${registry}/${name}`, digest);
      const kept = manifest ? Object.keys(parseIndex(manifest.bytes).annotations).length : 0;
      const count = total(proxy.requests);
      const judged = way === "tagstream" ? `≤ ${goal} ${mark(count <= goal)}` : "";
      rows.push([way, String(count), judged, `${wall.toFixed(0)} ms`, String(kept)]);
    } finally {
      await proxy.close();
    }
  }
  table([["", "requests", "goal", "time", "annotations kept"], ...rows]);
}

/** Each way to merge, which gives the digest or the tag of the image. */
function ways(plan: Plan, records: readonly JobRecord[], name: string): [string, (host: string) => Promise<string>][] {
  const legs = records.flatMap(({ units }) => units.flatMap(({ digest }) => digest ?? []));
  return [
    [
      "tagstream",
      async (host) => {
        const units = plan.units.map((unit) => ({ ...unit, destinations: [{ repository: `${host}/${name}`, required: true }] }));
        const ports = { registry: createRegistry({ environment: {} }), reporter: { line: () => {} } as unknown as Reporter };
        const united = await uniteJobs({ ...plan, units }, records, sha256, ports);
        const record = united.get("squid:release");
        if (record?.outcome !== "passed" || !record.digest) throw new Error(record?.problem ?? "no record");
        return record.digest;
      },
    ],
    [
      "docker buildx imagetools create",
      async (host) => {
        const sources = legs.map((digest) => `${host}/${name}@${digest}`);
        await run("docker", ["buildx", "imagetools", "create", "--tag", `${host}/${name}:imagetools`, ...sources]);
        return "imagetools";
      },
    ],
  ];
}

/** Pushes what the job of one platform pushes, and gives its record. */
async function pushLeg(plan: Plan, job: string, platform: string, repository: string, registry: Registry): Promise<JobRecord> {
  const [image, attestation] = await Promise.all(
    [platform, `provenance of ${platform}`].map(async (text) => (await pushImage(repository, text)).manifest),
  );
  const [os, architecture] = platform.split("/");
  const unit = plan.units[0];
  if (!unit || !image || !attestation) throw new Error("nothing to push");
  const text = JSON.stringify({
    schemaVersion: 2,
    mediaType: index,
    manifests: [
      { mediaType: image.mediaType, digest: image.digest, size: image.bytes.length, platform: { os, architecture } },
      {
        mediaType: attestation.mediaType,
        digest: attestation.digest,
        size: attestation.bytes.length,
        platform: { os: "unknown", architecture: "unknown" },
        annotations: { "vnd.docker.reference.digest": image.digest, "vnd.docker.reference.type": "attestation-manifest" },
      },
    ],
    annotations: annotationsOf(plan, unit),
  });
  const digest = digestOf(text);
  await registry.putManifest(repository, digest, { digest, mediaType: index, bytes: new TextEncoder().encode(text) });
  const record: UnitRecord = {
    unit: unit.name,
    outcome: "passed",
    digest,
    index: text,
    platforms: [{ platform, digest: image.digest }],
    tests: [],
    duration: { build: 0, test: 0 },
  };
  const { commit, timestamp, run: of } = plan;
  return { version: 1, plan: { repository: plan.repository, commit, timestamp, run: of.id }, job, units: [record] };
}

function digestOf(text: string): Digest {
  const digest = `sha256:${sha256(text)}`;
  if (!isDigest(digest)) throw new TypeError("not a digest");
  return digest;
}
