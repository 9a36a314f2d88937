// Package lists: what the scan of an image adds to its build, in seconds, memory and bytes.
import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fakeGenerator } from "../__tests__/support/fake-generator.ts";
import { hasSyft, syftGenerator } from "../__tests__/support/syft-generator.ts";
import { capture } from "../src/adapters/process/process.ts";
import { createRegistry } from "../src/adapters/registry/index.ts";
import type { Digest } from "../src/core/lib/digest.ts";
import { parseIndex } from "../src/core/oci/image-index.ts";
import { readSpdx } from "../src/core/packages/spdx.ts";
import { repositorySource } from "../src/steps/observe/source.ts";
import { openList } from "../src/steps/packages/read-list.ts";
import { part } from "./engine.ts";
import { mark, median, seconds } from "./machine.ts";
import { heading, table } from "./table.ts";

const mebibyte = 1024 * 1024;
/** Seconds and MiB for the scan of one platform. */
const [timeGoal, memoryGoal] = [5, 300];
const pairs = 3;

/**
 * Debian with curl, about 120 MB unpacked. Every platform gets the builder's own files: a scan runs on
 * the builder's platform and does not care. No two builds are the same, or the scan would come from
 * the cache.
 */
const dockerfile = `FROM --platform=$BUILDPLATFORM debian:bookworm-slim AS debian
RUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/* /var/cache/apt/*
ARG BUILD
RUN echo "$BUILD" > /build && echo "unpacked $(du -sxm / | cut -f1) MB"
FROM scratch
COPY --from=debian / /
`;

export async function listing(): Promise<void> {
  heading("listing the packages of an image");
  const real = hasSyft();
  const generator = await (real ? syftGenerator() : fakeGenerator());
  console.log(real ? "generator: syft" : "generator: the tests' fake one; the real one needs `script/engine tools syft`");
  const folder = mkdtempSync(path.join(tmpdir(), "bench-listing-"));
  try {
    writeFileSync(path.join(folder, "Dockerfile"), dockerfile);
    await build(folder, ["linux/amd64"], generator); // pulls the base and the generator
    for (const platforms of [["linux/amd64"], ["linux/amd64", "linux/arm64"]]) {
      const [bare, listed]: Built[][] = [[], []];
      for (let pair = 0; pair < pairs; pair++) {
        bare?.push(await build(folder, platforms));
        listed?.push(await build(folder, platforms, generator));
      }
      await report(platforms, bare ?? [], listed ?? []);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function report(platforms: readonly string[], bare: readonly Built[], listed: readonly Built[]): Promise<void> {
  const [without, withList] = [bare, listed].map((builds) => seconds(median(builds.map(({ wall }) => wall))));
  const lists = await listsOf(listed.at(-1));
  console.log(`${platforms.join(" and ")}: the build takes ${without} without a list, ${withList} with it`);
  table([
    ["platform", "unpacked", "packages", "list", "scan", "memory", "goal"],
    ...platforms.map((platform) => {
      const scans = listed.flatMap(({ scans }) => scans.get(platform) ?? []);
      const wall = median(scans.map(({ wall }) => wall));
      const memory = Math.max(...scans.map(({ memory }) => memory)) / mebibyte;
      const met = wall <= timeGoal && !(memory > memoryGoal);
      return [
        platform,
        `${listed[0]?.unpacked} MB`,
        String(lists.get(platform)?.packages),
        `${((lists.get(platform)?.bytes ?? Number.NaN) / 1e6).toFixed(2)} MB`,
        seconds(wall),
        Number.isNaN(memory) ? "not known" : `${memory.toFixed(0)} MiB`,
        `≤ ${timeGoal} s, ≤ ${memoryGoal} MiB ${mark(met)}`,
      ];
    }),
  ]);
}

interface Built {
  /** Seconds. */
  wall: number;
  /** Megabytes of the image's files. */
  unpacked: number;
  /** By platform: seconds, and bytes at its peak (NaN if the generator does not tell). */
  scans: ReadonlyMap<string, { wall: number; memory: number }>;
  repository: string;
  digest: Digest;
}

async function build(folder: string, platforms: readonly string[], generator?: string): Promise<Built> {
  const repository = `${part("TAGSTREAM_TEST_REGISTRY")}/bench-listing`;
  const metadata = path.join(folder, "metadata.json");
  const began = performance.now();
  const { status, stdout, stderr } = await capture([
    ...["docker", "buildx", "build", "--progress=plain", `--metadata-file=${metadata}`],
    ...[`--platform=${platforms.join(",")}`, `--build-arg=BUILD=${randomBytes(8).toString("hex")}`],
    ...(generator === undefined ? [] : [`--attest=type=sbom,generator=${generator}`]),
    `--output=type=image,name=${repository},push=true,push-by-digest=true,name-canonical=true`,
    folder,
  ]);
  const wall = (performance.now() - began) / 1000;
  if (status !== 0) throw new Error(`the build failed:\n${stderr.slice(-4000)}`);
  const { "containerimage.digest": digest } = JSON.parse(readFileSync(metadata, "utf8"));
  const log = stdout + stderr;
  return { wall, unpacked: Number(/ unpacked (\d+) MB$/m.exec(log)?.[1]), scans: scansIn(log), repository, digest };
}

/** The scans of a build, from its log: BuildKit tells their time, the generator its memory. */
function scansIn(log: string): Built["scans"] {
  const steps = [...log.matchAll(/^#(\d+) \[([^\]]+)\] generating sbom using .*$/gm)];
  return new Map(
    steps.map(([, number = "", platform = ""]) => {
      const lines = log.split(/\r?\n/).filter((line) => line.startsWith(`#${number} `));
      const [, wall] = lines.flatMap((line) => /^#\d+ DONE (.+)s$/.exec(line) ?? []);
      const [, memory] = lines.flatMap((line) => /VmHWM:\s+(\d+) kB/.exec(line) ?? []);
      return [platform, { wall: Number(wall), memory: Number(memory) * 1024 }];
    }),
  );
}

/** By platform, the packages and the bytes of the lists of an image. */
async function listsOf(built: Built | undefined): Promise<Map<string, { packages: number; bytes: number }>> {
  const lists = new Map<string, { packages: number; bytes: number }>();
  if (!built) return lists;
  const source = repositorySource(createRegistry({ environment: {} }), built.repository);
  const index = await source.manifest(built.digest);
  for (const image of index ? parseIndex(index.bytes).platforms : []) {
    let bytes = 0;
    const count = async function* (pieces: AsyncIterable<Uint8Array>) {
      for await (const piece of pieces) {
        bytes += piece.length;
        yield piece;
      }
    };
    const stream = await openList(source, image);
    const list = stream && (await readSpdx(count(stream)));
    if (list && "packages" in list) lists.set(image.platform, { packages: list.packages.size, bytes });
  }
  return lists;
}
