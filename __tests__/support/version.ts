import { engine } from "./engine.ts";
import type { Files } from "./git.ts";
import { makeProject, type Project } from "./project.ts";
import type { Step, StepResult } from "./runner.ts";

let projects = 0;

/** A project in two registries; `SECOND` in its configuration stands for the other one. */
export function makeInTwo(files: Files, host?: string): { project: Project; second: string } {
  const second = `${engine("TAGSTREAM_TEST_REGISTRY_B")}/versions-${process.pid}-${++projects}`;
  const filled = Object.fromEntries(Object.entries(files).map(([path, text]) => [path, text.replaceAll("SECOND", second)]));
  return { project: makeProject(filled, host), second };
}

/** The same, published. */
export async function makeVersioned(files: Files, host?: string): Promise<{ project: Project; second: string }> {
  const made = makeInTwo(files, host);
  await succeed(made.project.push());
  return made;
}

export async function succeed(run: Promise<StepResult>): Promise<StepResult> {
  const result = await run;
  if (result.status !== 0) throw new Error(result.log);
  return result;
}

/** A run for the push of a git tag on what is checked out. */
export function pushTag({ step, repository }: Project, gitTag: string, more: Partial<Step> = {}): Promise<StepResult> {
  const payload = { repository: { default_branch: "main" }, head_commit: { id: repository.head() } };
  return step({ event: "push", payload, ...more, env: { GITHUB_REF: `refs/tags/${gitTag}`, ...more.env } });
}

/** Of what a registry holds, the version tags: what is neither of a stream nor its alias. */
export function versionsOf(tags: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).filter(([tag]) => !/^(rc\..*|latest|.*release.*)$/.test(tag)));
}
