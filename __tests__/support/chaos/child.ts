import { type ChildProcess, spawn } from "node:child_process";
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
          // Only these: to be asked about each file takes longer than all else of a build.
          const names = mutations.map(([name]) => path.basename(name, ".ts"));
          if (names.length === 0) return;
          onLoad({ filter: new RegExp(`/(${names.join("|")})\\.ts$`) }, async ({ path: source }) => {
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

/** What a process that serves is asked, and tells. */
export interface Asked {
  id: number;
  job: Job;
  environment: NodeJS.ProcessEnv;
}
export type Told = { id: number; outcome: PublishOutcome } | { id: number; error: string };

/** A publisher that runs one job after the other, or several at once: to start one for each would take longer than the jobs. */
export class ServingPublisher {
  readonly #child: ChildProcess;
  readonly #open = new Map<number, { resolve(outcome: PublishOutcome): void; reject(error: Error): void }>();
  #asked = 0;

  constructor({ file }: PublisherProgram) {
    this.#child = spawn(process.execPath, [file], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
    this.#child.on("message", (told: Told) => {
      const waiting = this.#open.get(told.id);
      this.#open.delete(told.id);
      if ("outcome" in told) waiting?.resolve(told.outcome);
      else waiting?.reject(new Error(told.error));
    });
    this.#child.on("exit", (status, signal) => {
      for (const { reject } of this.#open.values()) reject(new Error(`the publisher ended: ${status ?? signal}`));
    });
  }

  run(job: Job, environment: NodeJS.ProcessEnv): Promise<PublishOutcome> {
    const asked: Asked = { id: ++this.#asked, job, environment };
    return new Promise((resolve, reject) => {
      this.#open.set(asked.id, { resolve, reject });
      this.#child.send(asked);
    });
  }

  stop(): void {
    this.#child.kill();
  }
}
