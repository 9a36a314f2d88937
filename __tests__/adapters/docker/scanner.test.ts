import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { createContainers } from "../../../src/adapters/docker/containers.ts";
import { makeFolder, makeLog } from "../../support/engine.ts";

const folders: { dispose(): Promise<void> }[] = [];
afterAll(async () => {
  for (const folder of folders) await folder.dispose();
});

/** One run of a scanner that is a shell script. */
async function scan(
  script: string,
  { list, timeout = 20_000, longest = 1000 }: { list?: string; timeout?: number; longest?: number } = {},
) {
  const folder = await makeFolder({ "scan.sh": `#!/bin/sh\n${script}\n` });
  folders.push(folder);
  async function* bytes() {
    for (const text of list ?? "") yield new TextEncoder().encode(text);
  }
  const files = { longest, ...(list === undefined ? {} : { list: bytes() }) };
  const log = makeLog();
  const scanned = await createContainers().scan(
    ["scan.sh", "an argument"],
    folder.path,
    files,
    { env: { GIVEN: "yes" }, timeout },
    log,
  );
  return { ...scanned, lines: log.lines };
}

test("it gets a list, and its report is read", async () => {
  const { exit, report, lines } = await scan('echo "$1 $GIVEN"; cat "$TAGSTREAM_SBOM" "$TAGSTREAM_SBOM" >"$TAGSTREAM_REPORT"', {
    list: "{…}",
  });
  expect({ status: exit.status, report, lines }).toEqual({ status: 0, report: "{…}{…}", lines: ["an argument yes"] });
});

test("without a list TAGSTREAM_SBOM is not set; a report need not be written", async () => {
  expect(await scan('test -z "$TAGSTREAM_SBOM"')).toMatchObject({ exit: { status: 0 } });
  expect(await scan("exit 0")).not.toHaveProperty("report");
});

test("what it leaves there, and Node cannot remove, does not fail it", async () => {
  const deep = 'for at in $(seq 1 30); do mkdir "$name"; cd "$name"; done';
  const { exit, report } = await scan(
    `cd "$(dirname "$TAGSTREAM_REPORT")"; pwd >report.json; name=$(printf "%0250d" 0); ${deep}; exit 0`,
  );
  execFileSync("rm", ["-rf", String(report).trim()]);
  expect([exit.status, report]).toEqual([0, expect.stringContaining("tagstream-scan-")]);
});

test("its files are not in the work tree, and gone afterwards", async () => {
  const { report } = await scan('pwd; ls -A . >"$TAGSTREAM_REPORT"; echo "$TAGSTREAM_SBOM" >>"$TAGSTREAM_REPORT"', {
    list: "{}",
  });
  const [entry, sbom = ""] = String(report).trim().split("\n");
  expect(entry).toBe("scan.sh");
  expect(existsSync(sbom)).toBe(false);
});

test.each([
  ["a link", 'ln -s /etc/passwd "$TAGSTREAM_REPORT"', "is not a readable file"],
  ["a pipe", 'mkfifo "$TAGSTREAM_REPORT"', "is not a file"],
  ["a folder", 'mkdir "$TAGSTREAM_REPORT"', "is not a file"],
  ["too long", 'head -c 1001 /dev/zero >"$TAGSTREAM_REPORT"', "is longer than 1000 bytes"],
])("a report that is %s is not read", async (_, script, unreadable) => {
  expect((await scan(script)).report).toEqual({ unreadable });
});

test("a scanner is stopped at its time, with all that it started", async () => {
  expect((await scan("sleep 600 & wait", { timeout: 300 })).exit.timedOut).toBe(true);
});

test("a program that cannot start is a Failure", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tagstream-test-"));
  const before = readdirSync(tmpdir()).filter((name) => name.startsWith("tagstream-scan-"));
  const options = { env: {}, timeout: 1000 };
  await expect(createContainers().scan(["gone.sh"], folder, { longest: 1 }, options, makeLog())).rejects.toThrow(
    "gone.sh does not exist",
  );
  expect(readdirSync(tmpdir()).filter((name) => name.startsWith("tagstream-scan-"))).toEqual(before);
  rmSync(folder, { recursive: true });
});

test("a full disk is a scan without a result, and no bug of Tagstream", async () => {
  async function* list(): AsyncGenerator<Uint8Array> {
    yield new Uint8Array(1);
    throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
  }
  const options = { env: {}, timeout: 1000 };
  await expect(
    createContainers().scan(["scan.sh"], tmpdir(), { longest: 1, list: list() }, options, makeLog()),
  ).rejects.toMatchObject({ problems: [{ code: "scan-failed", message: expect.stringContaining("ENOSPC") }] });
});
