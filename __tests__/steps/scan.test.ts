import { afterAll, describe, expect, test } from "@jest/globals";
import { run as runCommand } from "../../src/commands/run.ts";
import { removeFolders } from "../support/git.ts";
import { defaultRequest, type MemoryRun, memoryRun } from "../support/memory-run.ts";
import { type Answer, type ScannerCall, scanningContainers } from "../support/memory-scanner.ts";
import { cyclonedxReport, grypeReport, type ReportedFinding } from "../support/scan-reports.ts";

afterAll(removeFolders);

const repository = "one.example.org/osg/squid";
const high: ReportedFinding = { id: "CVE-2026-1111", name: "openssl-libs", severity: "high" };
const low: ReportedFinding = { id: "CVE-2026-2222", name: "zlib", severity: "low" };

function project(scan: string): MemoryRun {
  return memoryRun({
    ".github/tagstream.yml": `registries: [one.example.org/osg]\nimages:\n  squid: { context: squid, scan: ${scan} }\n`,
    "squid/Dockerfile": "FROM scratch\n",
    "ci/scan.sh": "#!/bin/sh\n",
  });
}

/** One run that rebuilds: what it published, and all that it said. */
async function build(made: MemoryRun, findings: readonly ReportedFinding[] | undefined, event = "schedule") {
  const before = made.registry.shown(repository)["release"];
  made.registry.packageList = findings ? { findings } : false;
  made.now = new Date(made.now.getTime() + 60_000);
  const { session, shown } = await made.session(event);
  const status = await runCommand(defaultRequest, session);
  return {
    status,
    published: made.registry.shown(repository)["release"] !== before,
    problems: shown.problems.map(({ code, severity, message }) => `${severity} ${code}: ${message}`),
    log: shown.groups.get("squid:release") ?? [],
    summary: shown.summaries.join("\n"),
  };
}

/** A published image with these findings, and what the scanner is asked for from then on. */
async function published(
  scan: string,
  findings: readonly ReportedFinding[] | undefined,
  answerTo?: (call: ScannerCall) => Answer | undefined,
) {
  const made = project(scan);
  const calls: ScannerCall[] = [];
  made.containers = scanningContainers([]);
  await build(made, findings);
  made.containers = scanningContainers(calls, answerTo);
  return { made, calls };
}

const gate = "{ script: ci/scan.sh, fail: high }";

describe("one run scans the published image and the new one", () => {
  test("each with its own list, digest and platform", async () => {
    const { made, calls } = await published("{ script: [ci/scan.sh, --strict] }", [high]);
    const { log } = await build(made, [low]);
    expect(calls).toEqual([
      expect.objectContaining({
        list: { findings: [high] },
        command: ["ci/scan.sh", "--strict"],
        folder: made.repository.folder,
      }),
      expect.objectContaining({ list: { findings: [low] } }),
    ]);
    const images = calls.map(({ env }) => env["TAGSTREAM_IMAGE"]);
    expect(new Set(images).size).toBe(2);
    for (const { env } of calls)
      expect(env).toEqual({
        TAGSTREAM_IMAGE: expect.stringMatching(/^one\.example\.org\/osg\/squid@sha256:[a-f0-9]{64}$/),
        TAGSTREAM_PLATFORM: "linux/amd64",
        TAGSTREAM_UNIT: "squid:release",
      });
    expect(log).toContainEqual(
      expect.stringMatching(
        "^✓ scan  linux/amd64  0 s  fixed: CVE-2026-1111 high .openssl-libs. · new: CVE-2026-2222 low .zlib.$",
      ),
    );
  });

  test("nothing published: only the new one, and never a failure", async () => {
    const made = project(gate);
    const calls: ScannerCall[] = [];
    made.containers = scanningContainers(calls);
    const { status, log } = await build(made, [high]);
    expect({ status, calls: calls.length }).toEqual({ status: 0, calls: 1 });
    expect(log).toContainEqual(expect.stringContaining("1 high · not gated: nothing is published yet"));
  });

  test("the image of a stranger stays here: the scanner gets its loaded name and its list", async () => {
    const { made, calls } = await published(gate, [low]);
    made.repository.commit({ "squid/Dockerfile": "FROM scratch\n# changed\n" });
    const { status, problems } = await build(made, [low, high], "fork");
    expect(calls.map(({ list }) => list?.findings.length)).toEqual([1, 2]);
    expect(calls[1]?.env["TAGSTREAM_IMAGE"]).toMatch(/^loaded:sha256:/);
    expect({ status, problems }).toEqual({ status: 1, problems: [expect.stringContaining("scan-worse")] });
  });
});

describe("the gate", () => {
  test("a new finding at its severity fails the unit, which stays as it was", async () => {
    const { made } = await published(gate, [low]);
    const { status, published: moved, problems, log } = await build(made, [low, high]);
    expect({ status, moved }).toEqual({ status: 1, moved: false });
    expect(problems).toEqual([
      "error scan-worse: squid:release: The new image has 1 vulnerability of severity high or worse that the published image does not have: CVE-2026-1111 high (openssl-libs). Update or remove the packages, or exempt a finding in your scanner's configuration. `fail: never` shows findings and fails nothing.",
    ]);
    expect(log).toContainEqual(expect.stringMatching("^✗ scan"));
  });

  test.each([
    ["a new finding below it", gate, [], [low]],
    ["an old finding", gate, [high], [high]],
    ["a rebuild that only loses findings", "{ script: ci/scan.sh, fail: low }", [high, low], [low]],
    ["no gate", "{ script: ci/scan.sh }", [], [high]],
    ["`never`", "{ script: ci/scan.sh, fail: never }", [], [high]],
  ])("passes %s", async (_, scan, before, now) => {
    const { made } = await published(scan, before);
    expect(await build(made, now)).toMatchObject({ status: 0, published: true, problems: [] });
  });

  test.each<[string, Answer, string]>([
    [
      "another version",
      { report: JSON.stringify(grypeReport([], "0.1.0")) },
      "grype 0.1.0 made the report on the published image",
    ],
    ["another format", { report: JSON.stringify(cyclonedxReport([])) }, "the report on the published image is CycloneDX JSON"],
    ["no report on the published image", {}, "the scanner wrote no report on the published image"],
  ])("does not look at reports of different origin: %s", async (_, answer, reason) => {
    let count = 0;
    const { made } = await published(gate, [], () => (count++ === 0 ? answer : undefined));
    const { status, published: moved, log } = await build(made, [high]);
    expect({ status, moved }).toEqual({ status: 0, moved: true });
    expect(log).toContainEqual(expect.stringContaining(`not gated: ${reason}`));
  });

  test.each([
    ["the published image has no list", undefined, [high], "the published image has no package list, and the other one has"],
    ["the new image has no list", [high], undefined, "the new image has no package list, and the other one has"],
  ])("needs both images scanned in the same way: %s", async (_, before, now, reason) => {
    const { made, calls } = await published(gate, before);
    expect(await build(made, now)).toMatchObject({ status: 0, log: expect.arrayContaining([expect.stringContaining(reason)]) });
    expect(calls).toHaveLength(1);
  });

  test("works without lists: the scanner looks at the images", async () => {
    const { made, calls } = await published(gate, undefined, ({ env }) =>
      env["TAGSTREAM_IMAGE"] === last
        ? { report: JSON.stringify(grypeReport([])) }
        : { report: JSON.stringify(grypeReport([high])) },
    );
    let last: string | undefined;
    const digest = made.registry.shown(repository)["release"] ?? "";
    const index = await made.registry.manifest(repository, digest);
    last = `${repository}@${JSON.parse(Buffer.from(index?.bytes ?? []).toString()).manifests[0].digest}`;
    expect(await build(made, undefined)).toMatchObject({ status: 1, published: false });
    expect(calls.map(({ list }) => list)).toEqual([undefined, undefined]);
  });
});

describe("a scanner that breaks", () => {
  const breaks: [string, Answer, string][] = [
    ["ends with an error", { exit: { status: 3 } }, "exit status 3"],
    ["takes too long", { exit: { status: 137, timedOut: true } }, "timed out after 300 s"],
    ["writes no report", {}, "it wrote no report to $TAGSTREAM_REPORT"],
    ["writes an empty report", { report: "" }, "its report is empty"],
    ["writes something else", { report: "TOKEN=secret" }, "its report is not a JSON object"],
    [
      "writes an unknown format",
      { report: "{}" },
      "its report has none of the known formats: CycloneDX JSON, Grype JSON, Trivy JSON or SARIF",
    ],
    ["writes a report that is no file", { report: { unreadable: "is not a file" } }, "its report is not a file"],
  ];

  test.each(breaks)("%s: a warning without a gate", async (_, answer, reason) => {
    const { made } = await published("{ script: ci/scan.sh }", [], ({ list }) => (list?.findings.length ? answer : undefined));
    const { status, published: moved, problems } = await build(made, [high]);
    expect({ status, moved }).toEqual({ status: 0, moved: true });
    expect(problems).toEqual([
      `warning scan-failed: squid:release: The scan gave no result on 1 platform (linux/amd64: the scanner failed on the new image: ${reason}). Nothing else depends on it.`,
    ]);
  });

  test.each(breaks.slice(1, 3))("%s: a failure of the unit with a gate", async (_, answer) => {
    const { made } = await published(gate, [], ({ list }) => (list?.findings.length ? answer : undefined));
    const { status, published: moved, problems } = await build(made, [high]);
    expect({ status, moved, problems }).toEqual({
      status: 1,
      moved: false,
      problems: [expect.stringContaining("error scan-failed")],
    });
  });

  test("on the published image, too", async () => {
    const { made } = await published(gate, [high], ({ list }) => (list?.findings.length ? { exit: { status: 1 } } : undefined));
    expect(await build(made, [])).toMatchObject({
      status: 1,
      problems: [expect.stringContaining("failed on the published image")],
    });
  });
});

test("hostile texts of a report reach log and summary as plain text", async () => {
  const hostile = { ...high, id: "CVE-1\n::error::x", name: "a](http://x.example.org)<img>" };
  const { made } = await published("{ script: ci/scan.sh }", []);
  const { log, summary } = await build(made, [hostile]);
  expect(log.filter((line) => line.startsWith("::"))).toEqual([]);
  expect(summary).not.toContain("<img>");
});
