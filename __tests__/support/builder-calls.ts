import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

/** What the program asks of buildx, whatever its log says. */
export interface BuilderCalls {
  /** For the step: its `docker` is the real one, and is written down. */
  env: { PATH: string };
  /** The arguments of each `docker buildx`, one line each. */
  calls(): string[];
  forget(): void;
  close(): void;
}

/** Puts a `docker` before the real one that writes down what it is asked. */
export function watchBuilder(): BuilderCalls {
  const folder = mkdtempSync(path.join(os.tmpdir(), "tagstream-builder-"));
  const log = path.join(folder, "calls");
  const real = process.env["PATH"] ?? "";
  const script = `#!/bin/sh\necho "$*" >> '${log}'\nPATH='${real}' exec docker "$@"\n`;
  writeFileSync(path.join(folder, "docker"), script);
  chmodSync(path.join(folder, "docker"), 0o755);
  const lines = (): string[] => (existsSync(log) ? readFileSync(log, "utf8").split("\n") : []);
  return {
    env: { PATH: `${folder}:${real}` },
    calls: () => lines().filter((line) => line.startsWith("buildx ")),
    forget: () => rmSync(log, { force: true }),
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}
