import { openRepository } from "../../../src/adapters/git/repository.ts";
import { hold } from "../../../src/commands/hold.ts";
import { prune } from "../../../src/commands/prune.ts";
import { resume } from "../../../src/commands/resume.ts";
import { rollback } from "../../../src/commands/rollback.ts";
import { Failure } from "../../../src/core/lib/problems/problem.ts";
import { parseTarget } from "../../../src/core/rollback/rollback.ts";
import type { OrderJob, PublishOutcome } from "./job.ts";
import { makePorts } from "./ports.ts";

const commands = { rollback, hold, resume, prune } as const;

/** Runs a command as the action does. */
export async function runOrder(job: OrderJob, environment: NodeJS.ProcessEnv): Promise<PublishOutcome> {
  const { command, at, only, to, run, folder, config } = job;
  const now = at.replace(/^(....)(..)(..)-(..)(..)$/, "$1-$2-$3T$4:$5:00Z");
  const { ports, captured, take } = makePorts(environment, now);
  const repository = await openRepository(folder);
  const event = {
    name: "workflow_dispatch",
    payload: { repository: { default_branch: "main" }, sender: { login: "octo" } },
    ref: "refs/heads/main",
    sha: await repository.head(),
    repository: "osg/images",
    runId: run,
    runAttempt: 1,
    serverUrl: "https://github.example.org",
  };
  const target = parseTarget(to);
  if (!target) throw new TypeError(`not a target: ${to}`);
  const request = {
    command,
    config,
    only: [...only],
    to: target,
    reason: "it crashes",
    expires: "2026-12-24",
    accept: true as const,
    dryRun: false,
  };
  const problems: Record<string, string> = {};
  let status = 1;
  try {
    status = await commands[command](request, { ports: { ...ports, repository }, event, temporary: folder });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    for (const problem of error.problems) {
      problems[problem.code] = problem.message;
      take(JSON.stringify(problem));
    }
  }
  return { status, problems, warnings: [], captured: captured.join("\n") };
}
