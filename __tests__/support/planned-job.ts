import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect } from "@jest/globals";
import { createFiles } from "../../src/adapters/files.ts";
import { createHasher } from "../../src/adapters/git/hasher.ts";
import { openRepository } from "../../src/adapters/git/repository.ts";
import { plan } from "../../src/commands/plan.ts";
import { Failure } from "../../src/core/lib/problems/problem.ts";
import type { Plan } from "../../src/core/plan/plan.ts";
import type { Ports } from "../../src/ports/index.ts";
import type { Registry } from "../../src/ports/registry.ts";
import type { Session } from "../../src/ports/session.ts";
import { readRequest } from "../../src/request.ts";
import { readPlanFor } from "../../src/steps/plan/read-plan.ts";
import { makeReporter } from "./engine.ts";
import { makeFolder, removeFolders, TestRepository } from "./git.ts";
import { memoryPinTargets } from "./memory-pin-targets.ts";

export const configuration = `registries: [one.example.org/osg]
images:
  base: { context: base, platforms: [linux/amd64, linux/arm64] }
  squid:
    context: squid
    base: base
    target: final
    args: { CHANNEL: "release {built}" }
    contexts: { shared: shared, alpine: "docker-image://alpine:3", src: "https://example.org/a.git" }
    secrets: [TOKEN, { id: key, src: /run/secrets/key }]
    labels: { a: b }
    platforms: [linux/amd64, linux/arm64]
    aliases: [{ tag: latest }]
    tests:
      - { script: [tests/a.sh, "../x"], files: [tests/data], env: { A: b } }
      - { run: squid -v, platforms: [linux/amd64] }
      - { exec: curl localhost, within: 30s }
promotion: { max-age: 3d }
`;
const files = {
  ".github/tagstream.yml": configuration,
  "ci/other.yml": "registries: [one.example.org/osg]\nimages: { squid: { context: squid } }\n",
  "base/Dockerfile": "FROM busybox\n",
  "squid/Dockerfile": "FROM base AS final\n",
  "shared/file": "",
  "tests/a.sh": "#!/bin/sh\n",
  "tests/data/one": "1\n",
};

export const repository = new TestRepository(makeFolder());
const registry = {
  tags: async () => [],
  resolve: async () => undefined,
  manifest: async () => undefined,
} as unknown as Registry;
export let written = "";

/** One start of the program in a run of the weekly rebuild. */
export async function session(): Promise<Session> {
  const ports: Omit<Ports, "builder" | "containers"> = {
    repository: await openRepository(repository.folder, { ownedByOthers: true }),
    hasherOf: createHasher,
    registry,
    pinTargets: memoryPinTargets({}),
    files: createFiles(),
    clock: { now: () => new Date("2026-11-23T06:17:00Z") },
    reporter: makeReporter(),
  };
  return {
    ports: ports as Ports,
    event: {
      name: "schedule",
      payload: { repository: { default_branch: "main" } },
      ref: "refs/heads/main",
      sha: repository.head(),
      repository: "osg/images",
      runId: "4711",
      runAttempt: 1,
    },
    temporary: path.dirname(written),
  };
}

export function requestOf(command: string, inputs: Record<string, string> = {}) {
  const given: Record<string, string> = { command, plan: written, job: "x", records: "records", ...inputs };
  return readRequest((name) => given[name] ?? "");
}

export async function planned(inputs: Record<string, string> = {}): Promise<Plan> {
  expect(await plan(requestOf("plan", inputs), await session())).toBe(0);
  return JSON.parse(readFileSync(written, "utf8")) as Plan;
}

/** What the command says to the plan; nothing where it takes it. */
export async function refusal(inputs: Record<string, string> = {}, started?: Session): Promise<string> {
  try {
    await readPlanFor(requestOf("build", inputs), started ?? (await session()));
  } catch (error) {
    if (error instanceof Failure) return error.problems.map(({ code, message }) => `${code}: ${message}`).join("\n");
    throw error;
  }
  return "";
}

/** Makes the repository for the tests of a file, and takes it away after them. */
export function useRepository(): void {
  beforeAll(() => {
    repository.git("init", "--quiet", "--initial-branch=main");
    repository.commit(files);
    written = path.join(makeFolder(), "plan.json");
  });
  afterAll(removeFolders);
}
