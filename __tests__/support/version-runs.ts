import { run as runCommand } from "../../src/commands/run.ts";
import { Failure } from "../../src/core/lib/problems/problem.ts";
import type { Request } from "../../src/ports/request.ts";
import { defaultRequest, type MemoryRun, memoryRun } from "./memory-run.ts";

export const place = "one.example.org/osg/app";

/** One image whose versions have these patterns, or what else its configuration says. */
export function appWith(more: string): MemoryRun {
  return memoryRun({
    ".github/tagstream.yml": `registries: [one.example.org/osg]\n${more}\n`,
    "app/Dockerfile": "FROM scratch\n# first\n",
  });
}

/** Another content of the image, committed. */
export function edit(made: MemoryRun, text: string): void {
  made.repository.commit({ "app/Dockerfile": `FROM scratch\n# ${text}\n` });
}

/** What a run came to. */
export interface Went {
  status: number | string;
  /** The error codes of a run that ended by a failure. */
  codes: string[];
  problems: string[];
  summary: string;
  log: string;
  outputs: Record<string, string>;
}

/** One run, a minute after the last one. */
export async function go(made: MemoryRun, event: string, request: Partial<Request> = {}): Promise<Went> {
  made.now = new Date(made.now.getTime() + 60_000);
  const { session, shown } = await made.session(event);
  const error: Pick<Went, "status" | "codes"> = await runCommand({ ...defaultRequest, ...request }, session).then(
    (status) => ({ status, codes: [] }),
    (thrown: Error) => ({
      status: thrown.message,
      codes: thrown instanceof Failure ? thrown.problems.map(({ code }) => code) : [],
    }),
  );
  return {
    ...error,
    problems: shown.problems.map(({ code, severity, message }) => `${severity} ${code} ${message}`),
    summary: shown.summaries.join("\n"),
    log: [...shown.groups.values()].flat().join("\n"),
    outputs: shown.outputs,
  };
}

/** The name of what each version tag shows: the whole version, or whatever else is known under that digest. */
export function linesOf(made: MemoryRun, of = place): Record<string, string> {
  const shown = made.registry.shown(of);
  const names = new Map(Object.entries(shown).flatMap(([tag, digest]) => (/^\d+\.\d+\.\d+/.test(tag) ? [[digest, tag]] : [])));
  return Object.fromEntries(
    Object.entries(shown).flatMap(([tag, digest]) => (/release|^rc\./.test(tag) ? [] : [[tag, names.get(digest) ?? digest]])),
  );
}
