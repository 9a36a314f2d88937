// `unchanged: keep`: what the comparison of all files adds to a rebuild, without the pull of the published image.
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createContainers } from "../src/adapters/docker/containers.ts";
import { compareFiles } from "../src/core/unchanged/compare-files.ts";
import { mark } from "./machine.ts";
import { heading, table } from "./table.ts";

const image = "tagstream-bench:keeping";
const [folders, filesOfEach, bytes] = [100, 50, 24_000] as const;
/** Seconds for each 100 MB of an image. */
const goal = 2;

export async function keeping(): Promise<void> {
  heading("comparing every file of two images");
  const megabytes = (folders * filesOfEach * bytes) / 1_000_000;
  importImage();
  try {
    const containers = createContainers();
    const began = performance.now();
    const both = await Promise.all([image, image].map((name) => containers.files(name, "linux/amd64")));
    const compared = compareFiles(both[0] ?? new Map(), both[1] ?? new Map());
    const seconds = (performance.now() - began) / 1000;
    if (!compared.equal) throw new Error(compared.difference);
    const each = (seconds / megabytes) * 100;
    table([
      ["image", "files", "time", "each 100 MB", "goal"],
      [
        `${megabytes} MB`,
        String(compared.files),
        `${seconds.toFixed(2)} s`,
        `${each.toFixed(2)} s`,
        `${goal} s ${mark(each <= goal)}`,
      ],
    ]);
  } finally {
    execFileSync("docker", ["rmi", image], { stdio: "ignore" });
  }
}

/** An image of random files, as large as Debian with one package. */
function importImage(): void {
  const tree = mkdtempSync(path.join(tmpdir(), "bench-keeping-"));
  try {
    for (let folder = 0; folder < folders; folder++) {
      mkdirSync(path.join(tree, String(folder)));
      for (let file = 0; file < filesOfEach; file++) writeFileSync(path.join(tree, `${folder}/${file}`), randomBytes(bytes));
    }
    const archive = execFileSync("tar", ["--create", "--directory", tree, "."], { maxBuffer: 2 ** 28 });
    execFileSync("docker", ["import", "-", image], { input: archive, stdio: ["pipe", "ignore", "inherit"] });
  } finally {
    rmSync(tree, { recursive: true });
  }
}
