import { createForge } from "../../src/adapters/github/forge.ts";
import type { Run } from "../../src/commands/command.ts";
import { rollback } from "../../src/commands/rollback.ts";
import { run as runCommand } from "../../src/commands/run.ts";
import { readFreshness } from "../../src/core/freshness/freshness-data.ts";
import type { Request } from "../../src/ports/request.ts";
import type { Session } from "../../src/ports/session.ts";
import { checkFreshness } from "../../src/steps/freshness/check.ts";
import type { IssueState } from "./github-issues.ts";
import { type GitHub, startGitHub } from "./github-server.ts";
import { defaultRequest, type MemoryRun, memoryRun, type Shown } from "./memory-run.ts";

export const place = "one.example.org/osg";
export const freshnessLabel = "tagstream-stale";

/** What a command ended with. */
export interface Ended {
  status: number;
  shown: Shown;
  /** The lines of its log, and its summary. */
  text: string;
}

/** Three images that a run can publish, and a GitHub that answers. */
export interface StaleProject extends MemoryRun {
  github: GitHub;
  /** Publishes all images that are due, at a moment. */
  publish(at: string, only?: string[], change?: (session: Session) => void): Promise<Ended>;
  /** Rolls back to the publication before, at a moment. */
  rollBack(at: string, only: string[], change?: (session: Session) => void): Promise<Ended>;
  /** Runs `check` at a moment. */
  check(at: string, more?: Partial<Request>, change?: (session: Session) => void): Promise<Ended>;
  /** The open issues with our label, by number. */
  open(): Map<number, IssueState>;
  /** The rows of the only open issue; undefined without one. */
  rows(): ReturnType<typeof readFreshness>["rows"] | undefined;
}

/** @param rebuild the configuration's `rebuild`, and what follows it */
export async function staleProject(rebuild = "rebuild: { stale: 10d }"): Promise<StaleProject> {
  const made = memoryRun({
    ".github/tagstream.yml": `registries: [${place}]
${rebuild}
images:
  squid: { context: squid, tests: [{ name: "answers on 8000", run: "true" }] }
  xcache: { context: xcache }
  origin: { context: origin, required: false }
`,
    ".github/workflows/rebuild.yml": "on: { schedule: [{ cron: '17 3 * * *' }] }\n",
    ...Object.fromEntries(["squid", "xcache", "origin"].map((image) => [`${image}/Dockerfile`, `FROM scratch\n# ${image}\n`])),
  });
  const github = await startGitHub();
  github.workflows.set("rebuild.yml", { state: "active", runs: [{ at: "2026-11-23T06:10:00Z", conclusion: "success" }] });
  github.branches.set("main", made.repository.head());
  const start = async (
    at: string,
    event: string,
    request: Partial<Request>,
    command: Run,
    change?: (session: Session) => void,
  ) => {
    made.now = new Date(at);
    const { session, shown } = await made.session(event);
    session.ports.forge = await createForge({ repository: "osg/images", token: "t", apiUrl: github.url, second: 1 });
    change?.(session);
    const status = await command({ ...defaultRequest, ...request }, session);
    return { status, shown, text: [...[...shown.groups.values()].flat(), ...shown.summaries].join("\n") };
  };
  const open = () =>
    new Map([...github.issues].filter(([, { state, labels }]) => state === "open" && labels.includes(freshnessLabel)));
  return Object.assign(made, {
    github,
    publish: (at: string, only: string[] = [], change?: (session: Session) => void) =>
      start(at, "schedule", { only }, runCommand, change),
    check: (at: string, more: Partial<Request> = {}, change?: (session: Session) => void) =>
      start(at, "schedule", more, checkFreshness, change),
    rollBack: (at: string, only: string[], change?: (session: Session) => void) =>
      start(at, "workflow_dispatch", { only, reason: "it crashes", expires: "7d" }, rollback, change),
    open,
    rows: () => {
      const [issue, ...others] = open().values();
      if (others.length > 0) throw new Error("there are several issues");
      return issue && readFreshness(issue.body ?? "").rows;
    },
  });
}
