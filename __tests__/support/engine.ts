import { randomBytes } from "node:crypto";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { errorPageOf } from "../../src/core/lib/problems/error-page.ts";
import { plainStyle } from "../../src/core/lib/text/style.ts";
import type { Log } from "../../src/ports/log.ts";
import type { Reporter } from "../../src/ports/reporter.ts";

/**
 * A variable that `script/engine env` sets. A test file that asks for one says so in its first comment: `@needs engine`. Without
 * that it has no engine; without an engine, the files that say so are left out, and the end of the run names them.
 */
export function engine(variable: string): string {
  const value = process.env[variable];
  if (value) return value;
  throw new Error(
    `${variable} is not set. A test file that needs the engine begins with a comment that says \`@needs engine\`. Then run script/test, or eval "$(script/engine env)" after script/engine up`,
  );
}

/** A repository of the first test registry that no other test uses. */
export function newRepository(name: string): string {
  return `${engine("TAGSTREAM_TEST_REGISTRY")}/test-${randomBytes(6).toString("hex")}/${name}`;
}

/** A folder with these files; those that begin with `#!` are executable. */
export async function makeFolder(files: Record<string, string>): Promise<{ path: string; dispose(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), "tagstream-test-"));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), text);
    if (text.startsWith("#!")) await chmod(join(path, name), 0o755);
  }
  return { path, dispose: () => rm(path, { recursive: true, force: true }) };
}

/** A log that keeps its lines. */
export function makeLog(): Log & { lines: string[] } {
  const lines: string[] = [];
  return { lines, line: (text) => lines.push(text) };
}

/** A reporter that keeps what it is told: lines of groups under their titles. */
export function makeReporter(): Reporter & { groups: Map<string, string[]>; problems: Parameters<Reporter["problem"]>[0][] } {
  const groups = new Map<string, string[]>();
  const problems: Parameters<Reporter["problem"]>[0][] = [];
  const group = (title: string) => {
    const lines = groups.get(title) ?? [];
    groups.set(title, lines);
    return { line: (text: string) => void lines.push(text), end: () => {} };
  };
  return {
    style: plainStyle,
    errorPage: errorPageOf(),
    groups,
    problems,
    group,
    line: group("").line,
    problem: (problem) => problems.push(problem),
    explain: () => {},
    summary: async () => {},
    output: () => {},
  };
}
