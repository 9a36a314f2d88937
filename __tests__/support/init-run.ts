import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import path from "node:path";
import { init } from "../../src/commands/init.ts";
import { Failure } from "../../src/core/lib/problems/problem.ts";
import type { Builder } from "../../src/ports/builder.ts";
import type { Answer } from "../../src/ports/prompt.ts";
import type { Registry } from "../../src/ports/registry.ts";
import type { Request } from "../../src/ports/request.ts";
import type { Terminal } from "../../src/ports/session.ts";
import { type InitParts, initParts } from "../../src/steps/init/parts.ts";
import type { Files } from "./git.ts";
import { defaultRequest, type MemoryRun, memoryRun } from "./memory-run.ts";
import { terminalOf } from "./terminal.ts";

/** What one call of `init` did. */
export interface InitDone {
  status: number | string;
  /** What went to standard output. */
  printed: string;
  /** What went to standard error. */
  lines: string[];
  /** What a person was asked. */
  questions: string[];
}

export interface InitCall {
  request?: Partial<Request>;
  terminal?: Partial<Terminal>;
  /** What a person answers, in order. Absent: nobody is there. */
  answers?: readonly (string | Extract<Answer, { none: string }>)[];
  parts?: Partial<InitParts>;
  /** What registries list, instead of what they hold. */
  listed?: Registry["tags"];
  /** Whether the checkout has no remote. */
  isLocal?: true;
  /** Whether the clone does not know its default branch. */
  isGuessed?: true;
}

/** A repository `octo-org/app` to start with, and its registries in memory. */
export interface InitProject {
  made: MemoryRun;
  folder: string;
  init(call?: InitCall): Promise<InitDone>;
}

/** @param builder what evaluates bake files; in memory nothing does */
export function initProject(files: Files, builder?: Builder): InitProject {
  const made = memoryRun(files);
  return { made, folder: made.repository.folder, init: (call = {}) => callInit(made, call, builder) };
}

async function callInit(made: MemoryRun, call: InitCall, builder: Builder | undefined): Promise<InitDone> {
  const { request, terminal, answers, parts, listed } = call;
  const printed: string[] = [];
  const questions: string[] = [];
  const left = [...(answers ?? [])];
  const ask = async (question: string): Promise<Answer> => {
    questions.push(question);
    const answer = left.shift();
    return answer === undefined ? { none: "ended" } : typeof answer === "string" ? { text: answer } : answer;
  };
  const { session, shown } = await made.session(
    "schedule",
    terminalOf(printed, { ...(answers ? { prompt: { ask } } : {}), ...terminal }),
  );
  const github = { repository: "octo-org/app", page: "https://github.com/octo-org/app", serverUrl: "https://github.com" };
  const place = call.isLocal ? { repository: "local/app" } : github;
  const guess = call.isGuessed ? ({ isDefaultBranchGuessed: true } as const) : {};
  const event = { ...session.event, ...place, defaultBranch: "main", ...guess };
  const registry: Registry = listed ? Object.assign(Object.create(made.registry), { tags: listed }) : session.ports.registry;
  const started = { ...session, event, ports: { ...session.ports, registry, ...(builder ? { builder } : {}) } };
  const status = await init({ ...defaultRequest, command: "init", ...request }, started, { ...initParts, ...parts }).catch(
    (error: unknown) => {
      if (error instanceof Failure) return error.problems.map(({ code, message }) => `${code}: ${message}`).join("\n");
      throw error;
    },
  );
  return { status, printed: printed.join(""), lines: shown.groups.get("") ?? [], questions };
}

/** Every file and link of a folder but git's own, with the hash of its content. */
export function contentsOf(folder: string): Record<string, string> {
  const paths = readdirSync(folder, { recursive: true }).map(String);
  const contents = paths
    .filter((one) => one !== ".git" && !one.startsWith(`.git${path.sep}`))
    .flatMap((one): [string, string][] => {
      const file = path.join(folder, one);
      const stats = lstatSync(file);
      if (stats.isSymbolicLink()) return [[one, `-> ${readlinkSync(file)}`]];
      return stats.isFile() ? [[one, createHash("sha256").update(readFileSync(file)).digest("hex")]] : [];
    });
  return Object.fromEntries(contents.sort());
}
