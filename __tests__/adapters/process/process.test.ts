import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { OutputTail } from "../../../src/adapters/process/output-tail.ts";
import { capture, runProcess } from "../../../src/adapters/process/process.ts";
import { eventually, isAlive, makeProgram } from "../../support/program.ts";

const shell = (script: string) => ["/bin/sh", "-c", script];

async function linesOf(script: string): Promise<string[]> {
  const lines: string[] = [];
  await runProcess(shell(script), { onLine: (line) => lines.push(line) });
  return lines;
}

/** The pid that a script wrote into a file of ours. */
async function pidIn(path: string): Promise<number> {
  let pid = 0;
  await eventually(async () => {
    pid = Number((await readFile(path, "utf8").catch(() => "")).trim());
    return pid > 0;
  });
  return pid;
}

describe("a process to its end", () => {
  test.each([
    ["true", 0],
    ["exit 7", 7],
    ["kill -TERM $$", 143],
    ["kill -KILL $$", 137],
  ])("%s gives %i", async (script, status) => {
    expect(await runProcess(shell(script))).toEqual({ status, timedOut: false, output: "" });
  });

  test("both outputs, arguments as they are, no shell", async () => {
    const { output } = await runProcess(["/bin/sh", "-c", 'echo "$1"; echo "$2" >&2', "sh", "a b; c", "$(id)"]);
    expect(output.split("\n").sort()).toEqual(["", "$(id)", "a b; c"]);
  });

  test.each<[string, string, string[]]>([
    ["line ends of both kinds, and none at the end", "printf 'a\\r\\nb\\n\\nc'", ["a", "b", "", "c"]],
    ["a character whose bytes come apart", "printf '\\342\\234'; sleep 0.2; printf '\\223 ok\\n'", ["✓ ok"]],
    ["a line that comes in pieces", "printf a; sleep 0.2; printf 'b\\n'", ["ab"]],
    ["nothing", "true", []],
  ])("lines: %s", async (_, script, lines) => expect(await linesOf(script)).toEqual(lines));

  test("a line without end is cut", async () => {
    const lines = await linesOf("head -c 40000 /dev/zero | tr '\\0' x");
    expect(lines.map((line) => line.length)).toEqual([16384, 16384, 7232]);
  });

  test("of much output the end is kept", async () => {
    const { output } = await runProcess(shell("seq 1 100000"));
    expect(Buffer.byteLength(output)).toBe(65536);
    expect(output.endsWith("\n100000\n")).toBe(true);
  });

  test("no input to wait for", async () => expect((await runProcess(["cat"], { timeout: 60_000 })).status).toBe(0));

  test("a program that is not there", async () => {
    await expect(runProcess(["/nowhere/program"])).rejects.toMatchObject({ code: "ENOENT" });
  });
});

describe("the process group ends with it", () => {
  test("at the time limit, those that the program started too, and those that ignore SIGTERM", async () => {
    const file = join(tmpdir(), `tagstream-process-${process.pid}-1`);
    const script = `trap '' TERM; sh -c 'trap "" TERM; echo $$ > ${file}; while :; do sleep 1; done' & wait; wait`;
    const began = Date.now();
    const exit = await runProcess(shell(script), { timeout: 2000 });
    expect(exit).toMatchObject({ timedOut: true, status: 137 });
    expect(Date.now() - began).toBeGreaterThanOrEqual(3000); // the grace between SIGTERM and SIGKILL
    const pid = await pidIn(file);
    await rm(file);
    expect(await eventually(() => !isAlive(pid))).toBe(true);
  });

  test("one that heeds SIGTERM is not waited for longer", async () => {
    const heeding = runProcess(shell("sleep 600"), { timeout: 2000 });
    const ignoring = runProcess(shell("trap '' TERM; while :; do sleep 1; done"), { timeout: 2000 }); // has the whole grace
    expect(await Promise.race([heeding, ignoring])).toMatchObject({ timedOut: true, status: 143 });
    expect(await ignoring).toMatchObject({ timedOut: true, status: 137 });
  });

  test.each([
    ["holds its output open", ""],
    ["does not", ">/dev/null 2>&1"],
  ])("what a program leaves running and %s ends with it", async (_, output) => {
    const file = join(tmpdir(), `tagstream-process-${process.pid}-2`);
    const exit = await runProcess(shell(`sleep 600 ${output} & echo $! > ${file}; echo done; exit 3`));
    expect(exit).toEqual({ status: 3, timedOut: false, output: "done\n" });
    const pid = await pidIn(file);
    await rm(file);
    expect(await eventually(() => !isAlive(pid))).toBe(true);
  });

  /** Makes the moment in which a program has begun and `spawn` has not come back yet a second long. */
  const slowSpawn = `
    const { spawn } = processes;
    processes.spawn = (...argv) => {
      const child = spawn(...argv);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000);
      return child;
    };
    syncBuiltinESMExports();`;
  test.each([
    ["SIGINT", "while it runs", ""],
    ["SIGTERM", "while it runs", ""],
    ["SIGINT", "when it has only just begun", slowSpawn],
  ] as const)("when we are interrupted by %s %s", async (signal, _, before) => {
    const file = join(tmpdir(), `tagstream-process-${process.pid}-${signal}-${before.length}`);
    const program = await makeProgram(`
      import processes from "node:child_process";
      import { syncBuiltinESMExports } from "node:module";
      ${before}
      const { runProcess } = await import("./src/adapters/process/process.ts");
      await runProcess(["/bin/sh", "-c", "echo $$ > ${file}; sleep 600"]);`);
    const child = spawn(process.execPath, [program.path], { stdio: "ignore" });
    const pid = await pidIn(file);
    expect(isAlive(pid)).toBe(true);
    child.kill(signal);
    const [, endedBy] = await once(child, "exit");
    await program.dispose();
    await rm(file);
    expect(endedBy).toBe(signal);
    expect(await eventually(() => !isAlive(pid))).toBe(true);
  });
});

test("a short command's output, apart, and nothing in our own", async () => {
  expect(await capture(["/bin/sh", "-c", "echo out; echo err >&2; exit 4"])).toEqual({
    status: 4,
    stdout: "out\n",
    stderr: "err\n",
  });
  await expect(capture(["nowhere-program"])).rejects.toThrow("nowhere-program");
});

test.each([
  ["less than the limit", ["ab", "c"], 5, "abc"],
  ["the end of more", ["abc", "def", "gh"], 4, "efgh"],
  ["one large piece", ["abcdef"], 2, "ef"],
  ["no half character at the beginning", ["a✓b"], 3, "b"],
])("a tail keeps %s", (_, pieces, limit, text) => {
  const tail = new OutputTail(limit);
  for (const piece of pieces) tail.add(Buffer.from(piece));
  expect(tail.text()).toBe(text);
});
