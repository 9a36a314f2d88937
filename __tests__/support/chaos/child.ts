import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { build } from "esbuild";
import type { Job, PublishOutcome } from "./job.ts";

/** A change of the product's sources: in the file, the first text becomes the second. It has to be there. */
export type Mutation = readonly [file: string, from: string, to: string];

/** A program as a file; with mutations, one that has planted bugs. */
export interface PublisherProgram {
  file: string;
  remove(): void;
}

const root = path.resolve("."); // jest and tools/run.mjs both start at the repository's root

export function buildPublisher(mutations: readonly Mutation[] = []): Promise<PublisherProgram> {
  return buildProgram("__tests__/support/chaos/publisher-child.ts", mutations);
}

/** @param entry the file that the program starts with */
export async function buildProgram(entry: string, mutations: readonly Mutation[]): Promise<PublisherProgram> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "tagstream-program-"));
  const file = path.join(folder, "publisher.mjs");
  const applied = new Set<Mutation>();
  await build({
    entryPoints: [path.join(root, entry)],
    outfile: file,
    bundle: true, // packages, too: a process starts almost twice as fast, and a sweep starts dozens
    external: ["tagstream:page"], // the status page, which no publication draws
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
    platform: "node",
    target: "node20",
    format: "esm",
    logLevel: "warning",
    plugins: [
      {
        name: "mutations",
        setup({ onLoad }) {
          onLoad({ filter: /\.ts$/ }, async ({ path: source }) => {
            const own = mutations.filter(([name]) => source === path.join(root, name));
            if (own.length === 0) return undefined;
            const { readFile } = await import("node:fs/promises");
            let text = await readFile(source, "utf8");
            for (const mutation of own) {
              const [, from, to] = mutation;
              if (text.includes(from)) applied.add(mutation);
              text = text.replace(from, to);
            }
            return { contents: text, loader: "ts" };
          });
        },
      },
    ],
  });
  const lost = mutations.find((mutation) => !applied.has(mutation));
  if (lost) throw new Error(`${lost[0]} has no longer the text that a planted bug changes: ${lost[1]}`);
  return { file, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** A publisher that runs, and may be killed. */
export interface RunningPublisher {
  kill(): void;
  /** Undefined when it was killed. */
  outcome: Promise<PublishOutcome | undefined>;
  /** What it printed on standard error; never anything, unless it has a defect. */
  errors(): string;
}

export function startPublisher(program: PublisherProgram, job: Job, environment: NodeJS.ProcessEnv): RunningPublisher {
  const folder = mkdtempSync(path.join(os.tmpdir(), "tagstream-chaos-"));
  const file = path.join(folder, "job.json");
  writeFileSync(file, JSON.stringify(job));
  const child = spawn(process.execPath, [program.file, file], { env: environment, stdio: ["ignore", "pipe", "pipe"] });
  let [output, errors] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const outcome = new Promise<PublishOutcome | undefined>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status, signal) => {
      rmSync(folder, { recursive: true, force: true });
      if (signal === "SIGKILL") resolve(undefined);
      else if (status !== 0) reject(new Error(`the publisher ended with status ${status}: ${errors}`));
      else resolve(JSON.parse(output) as PublishOutcome);
    });
  });
  return { kill: () => child.kill("SIGKILL"), outcome, errors: () => errors };
}
