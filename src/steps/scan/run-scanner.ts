import { failure } from "../../core/lib/problems/problem.ts";
import type { NoReport } from "../../core/scan/compare.ts";
import { predicateOf } from "../../core/scan/predicate.ts";
import { maximumReportBytes, type Report, readReport } from "../../core/scan/report.ts";
import { defaultTimeout } from "../../core/tests/kind.ts";
import { indented, judge, type TestPorts } from "../build/tests/runner.ts";

/** One platform of one of the two images. */
export interface Scannable {
  unit: string;
  /** The program, from the work tree's root, and its arguments. */
  script: readonly string[];
  platform: string;
  workTree: string;
  of: "new" | "published";
  /** `repository@digest`, or the name of a loaded image. */
  image: string;
  /** The in-toto statement with its package list, if it has one. */
  list?: AsyncIterable<Uint8Array>;
}

/**
 * Runs the scanner on one platform of one image. On the published image it may write no report, as
 * for an image that it cannot scan.
 * @throws Failure `scan-failed`, also for a report that is missing or unreadable
 */
export async function runScanner(subject: Scannable & { of: "new" }, ports: TestPorts): Promise<Report>;
export async function runScanner(subject: Scannable, ports: TestPorts): Promise<Report | NoReport>;
export async function runScanner(subject: Scannable, ports: TestPorts): Promise<Report | NoReport> {
  const { unit, script, platform, workTree, of, image, list } = subject;
  const { containers, log, redact } = ports;
  const env = { TAGSTREAM_IMAGE: image, TAGSTREAM_PLATFORM: platform, TAGSTREAM_UNIT: unit };
  log.line(`scanning the ${of} image  ${platform}`);
  const { exit, report } = await containers.scan(
    [...script],
    workTree,
    { longest: maximumReportBytes, ...(list ? { list: predicateOf(list) } : {}) },
    { env, timeout: defaultTimeout, redact },
    indented(log),
  );
  const verdict = judge(exit, defaultTimeout);
  if (!verdict.passed) throw failed(of, verdict.reason);
  if (report === undefined) {
    if (of === "published") return { none: "the scanner wrote no report on the published image" };
    throw failed(of, "it wrote no report to $TAGSTREAM_REPORT");
  }
  if (typeof report !== "string") throw failed(of, `its report ${report.unreadable}`);
  const read = readReport(redact(report));
  if ("malformed" in read) throw failed(of, `its report ${read.malformed}`);
  return read;
}

function failed(of: Scannable["of"], reason: string): Error {
  return failure("scan-failed", `the scanner failed on the ${of} image: ${reason}`);
}
