import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach } from "@jest/globals";

/** A folder at the head of `PATH` during each test of a file. */
export interface StandIn {
  /** Makes a shell script the command `docker`. */
  docker(script: string): void;
  /** The path of a file in the folder. */
  file(name: string): string;
}

/** Call it once in a test file, outside of tests. */
export function standInForDocker(): StandIn {
  const before = process.env["PATH"];
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), "tagstream-docker-"));
    process.env["PATH"] = `${folder}:${before}`;
  });
  afterEach(() => {
    process.env["PATH"] = before;
    rmSync(folder, { recursive: true });
  });
  const file = (name: string): string => path.join(folder, name);
  const docker = (script: string): void => {
    writeFileSync(file("docker"), `#!/bin/sh\n${script}\n`);
    chmodSync(file("docker"), 0o755);
  };
  return { docker, file };
}
