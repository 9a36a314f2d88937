import type { BakeQuestion } from "../bake-question.ts";
import { isUnknown } from "../expressions/unknowns.ts";
import type { StepResult } from "../jobs/run.ts";
import { bakeBuilds } from "./bake-printed.ts";
import { repositoryPath } from "./paths.ts";
import type { Step } from "./step.ts";

const others = "only a run knows the output `{output}` of bake-action";

/** docker/bake-action: a question to bake, and its targets once there is an answer. */
export function bakeStep(step: Step): StepResult {
  const folder = repositoryPath(step.input("workdir") ?? sourceFolder(step.input("source")));
  const question: BakeQuestion = {
    folder,
    files: step.lines("files").flatMap(({ text }) => text.split(",").flatMap((file) => fileOf(step, file, folder))),
    targets: step.lines("targets").flatMap(({ text }) => text.split(",").flatMap((target) => target.trim() || [])),
    set: step.lines("set").map(({ text }) => text.trim()),
    env: Object.fromEntries(step.env),
  };
  bakeBuilds(step, question, { isPushed: step.flag("push"), by: "bake-action", line: step.place.line });
  return { outputs: new Map(), others, isSkipped: false };
}

/** Bake files from another repository are not looked at here: bake says so itself. */
function sourceFolder(source: string | undefined): string {
  return (source ?? ".").replace(/^\{\{\s*defaultContext\s*\}\}:?/, "") || ".";
}

function fileOf(step: Step, listed: string, folder: string): ({ path: string } | { text: string })[] {
  const name = listed.trim().replace(/^cwd:\/\//, "");
  if (name === "") return [];
  const written = step.run.written.get(name);
  if (written !== undefined) return [{ text: written }];
  if (isUnknown(name)) {
    step.run.findings.addFault(step.placeOfInput("files"), step.run.findings.unknowns.why(name));
    return [];
  }
  return [{ path: repositoryPath(name, folder) }];
}
