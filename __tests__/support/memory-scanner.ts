import type { Containers, Exit, Scanned } from "../../src/ports/containers.ts";
import { noContainers } from "./memory-builder.ts";
import { grypeReport, type ReportedFinding } from "./scan-reports.ts";

/** One call of the scanner. */
export interface ScannerCall {
  env: Record<string, string>;
  command: string[];
  folder: string;
  /** The list of packages, if it got one. */
  list?: { findings: ReportedFinding[] };
}

/** What a call gives, where that is not a report of the list's findings. */
export type Answer = Partial<Omit<Scanned, "exit">> & { exit?: Partial<Exit> };

/**
 * Containers whose scanner reports the findings that the lists of packages name, and fails as a
 * test says.
 */
export function scanningContainers(
  calls: ScannerCall[],
  answerTo: (call: ScannerCall) => Answer | undefined = () => undefined,
): Containers {
  return {
    ...noContainers,
    load: async (_layout, digest) => `loaded:${digest}`,
    async scan(command, folder, { list }, { env }) {
      const parts: Uint8Array[] = [];
      if (list) for await (const part of list) parts.push(part);
      const call: ScannerCall = { command, folder, env, ...(list ? { list: JSON.parse(Buffer.concat(parts).toString()) } : {}) };
      calls.push(call);
      const passed: Exit = { status: 0, timedOut: false, output: "" };
      const answer = answerTo(call);
      if (answer) return { ...answer, exit: { ...passed, ...answer.exit } };
      return { exit: passed, report: JSON.stringify(grypeReport(call.list?.findings ?? [])) };
    },
  };
}
