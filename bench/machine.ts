// Describes the machine, and makes one figure from several runs.
import { spawnSync } from "node:child_process";
import os from "node:os";

/** One line: cores, processor, memory, load, and the versions of Node at hand. */
export function machineLine(nodes: readonly Node[]): string {
  const [cpu] = os.cpus();
  const memory = `${Math.round(os.totalmem() / 2 ** 30)} GiB`;
  const load = (os.loadavg()[0] ?? 0).toFixed(1);
  const versions = nodes.map(({ version }) => version).join(", ");
  return `${os.availableParallelism()} cores (${cpu?.model.trim() ?? "unknown"}), ${memory}, ${os.type()} ${os.release()}, load ${load}; Node ${versions}`;
}

/** A Node to measure on. */
export interface Node {
  path: string;
  /** `24.21.0` */
  version: string;
}

/** The Node 24 and 20 of `script/engine env`, and this one; each version once, the newest first. */
export function nodes(): Node[] {
  const paths = [process.env["TAGSTREAM_NODE24"], process.env["TAGSTREAM_NODE20"], process.execPath];
  const found = new Map<string, Node>();
  for (const path of paths) {
    const answer = path ? spawnSync(path, ["--version"], { encoding: "utf8" }) : undefined;
    const version = answer?.status === 0 ? answer.stdout.trim().replace(/^v/, "") : "";
    const major = version.split(".")[0] ?? "";
    if (path && major !== "" && !found.has(major)) found.set(major, { path, version });
  }
  return [...found.values()].sort((a, b) => Number.parseInt(b.version, 10) - Number.parseInt(a.version, 10));
}

/** The middle one or, of an even number, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const low = sorted[Math.ceil(middle) - 1] ?? Number.NaN;
  return (low + (sorted[Math.floor(middle)] ?? Number.NaN)) / 2;
}

/** Seconds with three significant digits: `0.412 s`. */
export function seconds(value: number): string {
  return `${value.toFixed(value < 1 ? 3 : value < 10 ? 2 : 1)} s`;
}

/** `✓` if a goal is met. A missed goal fails nothing. */
export function mark(met: boolean): string {
  return met ? "✓" : "✗";
}
