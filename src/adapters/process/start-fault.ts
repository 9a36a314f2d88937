import { constants } from "node:fs";
import { access, open, stat } from "node:fs/promises";
import { delimiter, join } from "node:path";

/** Bytes of a first line that Linux reads (BINPRM_BUF_SIZE). */
const firstLine = 256;

/**
 * Why the system cannot start a program file, with the remedy; undefined without a visible reason.
 * The system itself reports "no such file" for a missing interpreter, and for a carriage return
 * after its name.
 * @param search the PATH that `#!/usr/bin/env NAME` searches
 */
export async function startFault(file: string, search = process.env["PATH"]): Promise<string | undefined> {
  const found = await stat(file).catch(() => undefined);
  if (!found) return "does not exist";
  if (!found.isFile()) return "is not a file";
  if (!(await isExecutable(file))) return "is not executable";
  const head = await beginningOf(file);
  if (head === undefined) return "cannot be read";
  if (/^(\u00EF\u00BB\u00BF#!|\u00FF\u00FE|\u00FE\u00FF)/.test(head))
    return "begins with a byte order mark instead of `#!`. Save it as UTF-8 without one";
  if (!head.startsWith("#!")) return undefined; // a binary, or a script that execvp(3) gives to the shell
  return interpreterFault(head.slice(2).split("\n")[0] ?? "", search);
}

/** Whether a script's first line ends in a carriage return: then it never runs. */
export async function hasCarriageReturn(file: string): Promise<boolean> {
  return /^#![^\n]*\r(\n|$)/.test((await beginningOf(file)) ?? "");
}

/** The file for a name without a `/` in a PATH; a non-executable one only if there is no other. */
export async function findProgram(name: string, search = ""): Promise<string | undefined> {
  const files = search.split(delimiter).map((folder) => join(folder || ".", name));
  const there = await Promise.all(
    files.map((file) =>
      stat(file).then(
        (stats) => stats.isFile(),
        () => false,
      ),
    ),
  );
  const found = files.filter((_, index) => there[index]);
  for (const file of found) if (await isExecutable(file)) return file;
  return found[0];
}

async function interpreterFault(line: string, search: string | undefined): Promise<string | undefined> {
  if (line.endsWith("\r")) {
    const remedy = "Save it with Unix line ends, and have git keep them: `*.sh text eol=lf` in .gitattributes";
    return `has a carriage return (Windows line end) after \`#!${line.trim()}\`. ${remedy}`;
  }
  const [interpreter = "", ...words] = line.trim().split(/\s+/);
  if (interpreter === "") return "names no interpreter after `#!`. Write `#!/bin/sh` in its first line";
  if (!(await isExecutable(interpreter)))
    return `needs the interpreter ${interpreter}, which is missing or not executable. Install it`;
  if (!/(^|\/)env$/.test(interpreter)) return undefined;
  const program = words.find((word) => !word.startsWith("-") && !word.includes("="));
  if (program === undefined || program.includes("/") || (await findProgram(program, search)) !== undefined) return undefined;
  return `needs the interpreter ${program}, which is not in PATH. Install it`;
}

async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** The first bytes, one character each. */
async function beginningOf(file: string): Promise<string | undefined> {
  try {
    const handle = await open(file);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(firstLine), 0, firstLine, 0);
      return buffer.toString("latin1", 0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch {
    return undefined;
  }
}
