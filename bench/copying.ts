// Copies images of 300 MB and of 6 MB, for two platforms, to another registry, against `crane copy`.
// On two cores the large one measures the processor first, the small one the order of requests.
import { randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import { makeIndex, makeManifest } from "../__tests__/support/registry.ts";
import { digestOf } from "../src/adapters/registry/hash.ts";
import { createRegistry, createRegistrySession } from "../src/adapters/registry/index.ts";
import { uploadBlob } from "../src/adapters/registry/upload/blob.ts";
import { putManifest } from "../src/adapters/registry/upload/put.ts";
import type { Digest } from "../src/core/lib/digest.ts";
import type { Manifest } from "../src/ports/registry.ts";
import { type CountingProxy, startCountingProxy } from "./counting-proxy.ts";
import { part, run } from "./engine.ts";
import { mark, median } from "./machine.ts";
import { heading, table } from "./table.ts";

const layers = 3;
const runs = 5;
const mebibyte = 1024 * 1024;
const memoryGoal = 64;

/**
 * The cost of one copy in its own process: bytes of memory, and seconds without the start of Node,
 * which a publication has already paid.
 */
export interface CopyCost {
  wall: number;
  nothingToDo: number;
  peak: number;
}

/** Copies in this process; the benchmark starts one for each copy. */
export async function copyOnce(digest: string, from: string, to: string): Promise<CopyCost> {
  const registry = createRegistry({ environment: {} });
  const idle = process.memoryUsage().rss;
  let peak = idle;
  const timer = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss);
  }, 10);
  const began = performance.now();
  await registry.copy(digest as Digest, from, to);
  clearInterval(timer);
  return { wall: (performance.now() - began) / 1000, nothingToDo: idle, peak };
}

export async function copying(): Promise<void> {
  heading("copying an image of two platforms to a second registry");
  const [first, second] = [part("TAGSTREAM_TEST_REGISTRY"), part("TAGSTREAM_TEST_REGISTRY_B")];
  const rows: string[][] = [];
  for (const [network, delay, layerSize, goal] of [
    ["300 MB, loopback", 0, 50_000_000, 1.2],
    ["300 MB, 20 ms for each request", 20, 50_000_000, 0.9],
    ["6 MB, 20 ms for each request", 20, 1_000_000, 0.9],
  ] as const) {
    const source = `${first}/bench-${randomBytes(6).toString("hex")}/copied`;
    const digest = await pushLayers(source, layerSize);
    const [from, to] = await Promise.all([startCountingProxy(first, delay), startCountingProxy(second, delay)]);
    try {
      rows.push(...rowsOf(network, goal, await measure(digest, source.replace(first, from.host), to)));
    } finally {
      await Promise.all([from.close(), to.close()]);
    }
  }
  console.log(
    `median of ${runs}, each into a new repository; ours without the start of Node, which a publication has already paid`,
  );
  table([["", "", "", "", "goal"], ...rows]);
}

/** One copy by each: seconds, MiB of memory above idle, and bytes sent, the second time too. */
interface Measured {
  ours: number;
  crane: number;
  memory: number;
  sent: number;
  again: number;
}

async function measure(digest: string, source: string, to: CountingProxy): Promise<Measured[]> {
  const target = (): string => `${to.host}/bench-${randomBytes(6).toString("hex")}/copied`;
  const measured: Measured[] = [];
  for (let n = 0; n < runs; n++) {
    const [own, others] = [target(), target()];
    to.reset();
    const ours = await copyApart(digest, source, own);
    const sent = to.sent;
    const crane = await run(part("TAGSTREAM_CRANE"), ["copy", `${source}@${digest}`, `${others}:copy`]);
    to.reset();
    await copyApart(digest, source, own);
    const memory = (ours.peak - ours.nothingToDo) / mebibyte;
    measured.push({ ours: ours.wall, crane: crane.wall, memory, sent, again: to.sent });
  }
  return measured;
}

function rowsOf(network: string, goal: number, measured: readonly Measured[]): string[][] {
  const of = (key: keyof Measured): number => median(measured.map((one) => one[key]));
  const ratio = median(measured.map(({ ours, crane }) => ours / crane));
  const again = Math.max(...measured.map((one) => one.again));
  const times = `${of("ours").toFixed(2)} s, ${of("crane").toFixed(2)} s`;
  const memoryGoalMet = `≤ ${memoryGoal} MiB ${mark(of("memory") <= memoryGoal)}`;
  return [
    [network, "time, to crane's", `${ratio.toFixed(2)} ×`, times, `≤ ${goal} × ${mark(ratio <= goal)}`],
    ["", "bytes sent", `${(of("sent") / 1e6).toFixed(1)} MB`, "", ""],
    ["", "memory above idle", `${of("memory").toFixed(0)} MiB`, "", memoryGoalMet],
    ["", "again, bytes sent", String(again), "", `0 ${mark(again === 0)}`],
  ];
}

async function copyApart(digest: string, from: string, to: string): Promise<CopyCost> {
  const { output } = await run(process.execPath, [process.argv[1] ?? "", "--copy", digest, from, to]);
  return JSON.parse(output) as CopyCost;
}

async function pushLayers(repository: string, layerSize: number): Promise<Digest> {
  const session = createRegistrySession({ environment: {} });
  const address = session.address(repository);
  const push = async (bytes: Buffer): Promise<object> => {
    const blob = { digest: digestOf(bytes), size: bytes.length };
    await uploadBlob(session, address, blob, async () => Readable.from([bytes]));
    return { mediaType: "application/vnd.oci.image.layer.v1.tar", ...blob };
  };
  const children: Manifest[] = [];
  for (const architecture of ["amd64", "arm64"]) {
    const config = await push(
      Buffer.from(JSON.stringify({ architecture, os: "linux", rootfs: { type: "layers", diff_ids: [] } })),
    );
    const parts: object[] = [];
    for (let n = 0; n < layers; n++) parts.push(await push(randomBytes(layerSize)));
    const manifest = makeManifest("application/vnd.oci.image.manifest.v1+json", {
      config: { ...config, mediaType: "application/vnd.oci.image.config.v1+json" },
      layers: parts,
    });
    await putManifest(session, address, manifest.digest, manifest);
    children.push(manifest);
  }
  const index = makeIndex(children);
  await putManifest(session, address, index.digest, index);
  return index.digest;
}
