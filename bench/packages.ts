// Package lists: the time and memory to read one, and the requests to compare two publications.
import { spawnSync } from "node:child_process";
import { createReadStream, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { digestNumber, storeListedImage } from "../__tests__/support/listed-image.ts";
import { packageStatement } from "../__tests__/support/package-lists.ts";
import { startInProcessRegistry } from "../__tests__/support/registry-in-process/index.ts";
import { createRegistry } from "../src/adapters/registry/index.ts";
import { readSpdx } from "../src/core/packages/spdx.ts";
import { compareImages } from "../src/steps/packages/compare-images.ts";
import { mark } from "./machine.ts";
import { heading, table } from "./table.ts";

const platforms = ["linux/amd64", "linux/arm64", "linux/s390x", "linux/ppc64le"];
const mebibyte = 1024 * 1024;
/** MiB above what Node takes. The longest list has 80. */
const memoryGoal = 40;
/** Seconds for the list of a whole machine. */
const timeGoal = 5;
const blobGoal = 16;

interface ListCost {
  packages: number;
  /** Seconds. */
  wall: number;
  /** Bytes above those of the idle process. */
  memory: number;
}

/** Reads a list in this process; the benchmark starts one for each list. */
export async function readOnce(file: string): Promise<ListCost> {
  const idle = process.memoryUsage().rss;
  const began = performance.now();
  const list = await readSpdx(createReadStream(file));
  const wall = (performance.now() - began) / 1000;
  if ("unknown" in list) throw new Error(list.unknown);
  const peak = process.resourceUsage().maxRSS * 1024;
  return { packages: list.packages.size, wall, memory: Math.max(0, peak - idle) };
}

export async function packages(): Promise<void> {
  heading("reading a package list, and comparing two publications");
  const folder = mkdtempSync(path.join(tmpdir(), "bench-packages-"));
  try {
    const rows = [
      ["3 MB, 105 packages", 105, 4_200],
      ["70 MB, 3,000 packages", 3000, 98_000],
    ] as const;
    table([
      ["list", "bytes", "time", "memory", "goal"],
      ...rows.map(([name, count, files]) => readRow(name, path.join(folder, "list.json"), listOf(count, files, 1))),
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
  await comparison();
}

function readRow(name: string, file: string, list: Uint8Array): string[] {
  writeFileSync(file, list);
  const { status, stdout, stderr } = spawnSync(process.execPath, ["tools/run.mjs", "bench/index.ts", "--list", file], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(stderr);
  const cost: ListCost = JSON.parse(stdout);
  const memory = cost.memory / mebibyte;
  return [
    name,
    String(list.length),
    `${cost.wall.toFixed(2)} s`,
    `${memory.toFixed(0)} MiB`,
    `≤ ${timeGoal} s, ≤ ${memoryGoal} MiB ${mark(cost.wall <= timeGoal && memory <= memoryGoal)}`,
  ];
}

/** Two publications of four platforms, with lists of 3 MB, in a registry of this process. */
async function comparison(): Promise<void> {
  const server = await startInProcessRegistry();
  try {
    const [from, to] = [1, 2].map((version) =>
      storeListedImage(
        server.store.at("osg/squid"),
        platforms.map((platform) => ({
          platform,
          layers: [version],
          bases: [{ uri: "pkg:docker/almalinux@9", digest: digestNumber(version) }],
          list: listOf(105, 4_200, version),
        })),
      ),
    );
    if (!from || !to) return;
    const kinds: string[] = [];
    const registry = createRegistry({
      environment: {},
      onRequest: (event) => kinds.push(event.path.includes("/blobs/") ? "blob" : "manifest"),
    });
    const repository = `${server.host}/osg/squid`;
    const began = performance.now();
    const changes = await compareImages(registry, { repository, digest: from }, { repository, digest: to });
    const wall = (performance.now() - began) / 1000;
    const known = changes.platforms.filter((platform) => "changes" in platform.packages).length;
    const blobs = kinds.filter((kind) => kind === "blob").length;
    table([
      ["compared", "blobs", "manifests", "time", "goal"],
      [
        `${known} platforms, 3 MB each`,
        String(blobs),
        String(kinds.length - blobs),
        `${wall.toFixed(2)} s`,
        `≤ ${blobGoal} blobs ${mark(blobs <= blobGoal && known === platforms.length)}`,
      ],
    ]);
  } finally {
    await server.close();
  }
}

/** A list as syft writes it: most of it are files. `version` tells one publication from another. */
function listOf(count: number, files: number, version: number): Uint8Array {
  const purls = Array.from(
    { length: count },
    (_, at) => `pkg:deb/debian/package-${at}@${at}.${version}-1?arch=amd64&distro=debian-12`,
  );
  const entries = Array.from({ length: files }, (_, at) => ({
    fileName: `/usr/share/doc/a/path/of/usual/length/file-${at}`,
    SPDXID: `SPDXRef-File-${"f".repeat(40)}-${at}`,
    fileTypes: ["TEXT", "SOURCE"],
    checksums: [
      { algorithm: "SHA1", checksumValue: "a".repeat(40) },
      { algorithm: "SHA256", checksumValue: "b".repeat(64) },
    ],
    licenseConcluded: "NOASSERTION",
    licenseInfoInFiles: ["NOASSERTION"],
    copyrightText: "NOASSERTION",
    comment: `layerID: ${digestNumber(at)}`,
    annotations: [],
    attributionTexts: ["", "", ""],
    noticeText: "n".repeat(80),
  }));
  return new TextEncoder().encode(JSON.stringify(packageStatement(purls, { files: entries })));
}
