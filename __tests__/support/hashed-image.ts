import { createHasher } from "../../src/adapters/git/hasher.ts";
import { openRepository } from "../../src/adapters/git/repository.ts";
import type { Hashes } from "../../src/core/inputs/unit-hashes.ts";
import type { Test } from "../../src/core/tests/kinds.ts";
import type { Unit } from "../../src/core/unit/unit.ts";
import type { Files, TestRepository } from "./git.ts";
import { hashesAt } from "./hashes.ts";
import { makeUnit } from "./units.ts";

export const script: Test = {
  kind: "script",
  name: "works",
  timeout: 1000,
  env: {},
  platforms: ["linux/amd64"],
  command: ["tests/squid.sh"],
  files: ["tests/lib", "tests/one.sh"],
};
export const contexts = { rpms: "rpms" };
/** An image with a script, whose files are among its inputs. */
export const unit = makeUnit("squid:release", {
  build: { context: "squid", dockerfile: "squid/Dockerfile", args: {}, contexts, secrets: [], labels: {} },
  tests: [script],
});

export const files: Files = {
  ".gitignore": "*.log\nnode_modules/\n",
  "squid/Dockerfile": "FROM scratch",
  "squid/.dockerignore": "docs\n**/node_modules\n**/cache\n*.log\n.dockerignore\n",
  "squid/a": "1",
  "squid/docs/a": "1",
  "squid/lib/run": "#!/bin/sh",
  "rpms/.dockerignore": "*.tmp",
  "rpms/a": "1",
  "rpms/a.tmp": "1",
  "other/a": "1",
  "tests/squid.sh": "#!/bin/sh",
  "tests/lib/a.sh": "1",
  "tests/one.sh": "1",
  "tests/unnamed.sh": "1",
};

/** The hashes of the last unit. */
export async function hashesOf(made: TestRepository, units: Unit[] = [unit], commit = made.head()): Promise<Hashes> {
  const hashes = await hashesAt(createHasher(await openRepository(made.folder)), commit, units);
  const last = hashes.get(units.at(-1)?.name ?? "");
  if (!last) throw new TypeError("no hashes");
  return last;
}
