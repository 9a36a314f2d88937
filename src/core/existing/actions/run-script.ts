import { evaluatedLines } from "../expressions/evaluate.ts";
import type { FoundBuild } from "../found/findings.ts";
import { taggedRepository } from "../found/reference.ts";
import { ifBuilding, type StepResult } from "../jobs/run.ts";
import type { Place } from "../model.ts";
import type { ScriptResult } from "../parts.ts";
import { at, lineWithin, textAt } from "../yaml/located.ts";
import { bakeBuilds } from "./bake-printed.ts";
import { mergeDigests } from "./merge-digests.ts";
import { noteBuild } from "./note-build.ts";
import { repositoryPath } from "./paths.ts";
import { askedReferences, referenceKey } from "./references.ts";
import { shownTexts } from "./shown-texts.ts";
import type { Step } from "./step.ts";

const others = "the script sets `{output}` in a way that only a run can tell";

/** A `run` step: what its script builds and pushes, and what it hands to later steps. */
export function scriptStep(step: Step): StepResult {
  const node = at(step.node, "run");
  if (node?.kind !== "scalar") return { outputs: new Map(), isSkipped: false };
  const lines = evaluatedLines(node.text, step.scope).map((line) => ({ ...line, line: lineWithin(node, line.line) }));
  const result = step.run.parts.runScript(lines.map(({ text }) => text).join("\n"), {
    env: Object.fromEntries([...variables(step), ...step.env]),
    textOf: (path) => step.run.source.textOf(path),
    folder: repositoryPath(textAt(step.node, "working-directory") ?? step.frame.job.folder),
    sample: step.run.source.sample,
    occasion: step.run.trigger.occasion,
  });
  const placeOf = (line: number): Place => step.placeOf(lines[line]?.line ?? step.place.line);
  if (/\bimagetools\s+create\b/.test(node.text)) mergeDigests(step, lines, node.text);
  else noteScript(step, result, placeOf);
  for (const login of result.logins) noteLogin(step, login, placeOf(login.line));
  for (const [name, value] of Object.entries(result.env)) step.frame.env.set(name, value);
  if (/GITHUB_ENV|set-env/.test(node.text)) step.frame.job.scripts.push(node.text);
  return { outputs: new Map(Object.entries(result.outputs)), others, isSkipped: false };
}

/** What GitHub sets for each script. */
function variables({ run, frame }: Step): [string, string][] {
  const names = [
    "event_name",
    "ref",
    "ref_name",
    "ref_type",
    "sha",
    "repository",
    "repository_owner",
    "workspace",
    "actor",
    "run_id",
  ];
  const given = [...names, "run_number", "base_ref", "head_ref"].map((name): [string, string] => [
    `GITHUB_${name.toUpperCase()}`,
    run.github.get(name)?.coerceString() ?? "",
  ]);
  return [...given, ["GITHUB_JOB", frame.job.id], ["GITHUB_ACTIONS", "true"], ["CI", "true"], ["RUNNER_OS", "Linux"]];
}

function noteScript(step: Step, result: ScriptResult, placeOf: (line: number) => Place): void {
  const { run, frame } = step;
  const { images } = frame.job;
  for (const { recipe, tags, pushes, line } of result.builds) {
    const place = placeOf(line);
    const texts = tags.map(({ repository, tag }) => ({ text: `${repository}:${tag}`, place, isComputed: true }));
    const references = askedReferences(step, texts, pushes);
    const shown = shownTexts(run.findings.unknowns, recipe);
    noteBuild(step, { recipe: shown, references, isPushed: pushes, line: place.line, by: "docker build" });
  }
  for (const { from, to } of result.tags) {
    const build = images.get(keyOf(from));
    if (build !== undefined) images.set(keyOf(to), build);
  }
  for (const { repository, tag, line } of result.pushes) notePush(step, `${repository}:${tag}`, placeOf(line));
  for (const question of result.bake ?? [])
    bakeBuilds(step, question, { isPushed: false, by: "docker buildx bake", line: step.place.line });
  for (const { line, why } of result.notUnderstood) {
    const place = placeOf(line);
    ifBuilding(run, () => run.findings.addFault(place, why));
  }
}

/** A push of an image that the job built before, under this name or another. */
function notePush(step: Step, text: string, place: Place): void {
  const { run, frame } = step;
  const [reference] = askedReferences(step, [{ text, place, isComputed: true }], true);
  if (reference === undefined) return;
  const build: FoundBuild | undefined = frame.job.images.get(referenceKey(reference));
  if (build === undefined) {
    run.findings.addFault(place, `it is not clear which build \`${referenceKey(reference)}\` is`);
    return;
  }
  build.isPushed = true;
  run.publishes = true;
  for (const workflow of new Set([run.rootFile, frame.job.workflow.file]))
    run.findings.addWorkflow(workflow, "docker build", true);
  run.findings.addReference(build, reference, run.trigger.occasion, reference.place);
}

function noteLogin(step: Step, { registry, username, password }: ScriptResult["logins"][number], place: Place): void {
  const { run } = step;
  const { unknowns } = run.findings;
  const login = {
    registry: unknowns.shown(registry),
    username: unknowns.shown(username),
    password: unknowns.shown(password),
    place,
  };
  ifBuilding(run, () => {
    if (login.password.includes("${{")) run.findings.addLogin(login);
    else run.findings.addFault(place, `the password for ${login.registry} is not that of a secret`, "docker login");
  });
}

function keyOf(text: string): string {
  const reference = taggedRepository(text);
  return reference === undefined ? text : referenceKey(reference);
}
