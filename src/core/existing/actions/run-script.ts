import { evaluatedLines } from "../expressions/evaluate.ts";
import type { FoundBuild } from "../found/findings.ts";
import { ifBuilding, type StepResult } from "../jobs/run.ts";
import type { Place } from "../model.ts";
import { runScript, type ScriptResult } from "../shell/run-script.ts";
import { at, lineWithin, textAt } from "../yaml/located.ts";
import { bakeBuilds } from "./bake-printed.ts";
import { mergeDigests } from "./merge-digests.ts";
import { noteBuild } from "./note-build.ts";
import { repositoryPath } from "./paths.ts";
import { askedReferences, referenceKey } from "./references.ts";
import type { Step } from "./step.ts";

const others = "the script sets `{output}` in a way that only a run can tell";

/** A `run` step: what its script builds and pushes, and what it hands to later steps. */
export function scriptStep(step: Step): StepResult {
  const node = at(step.node, "run");
  if (node?.kind !== "scalar") return { outputs: new Map(), isSkipped: false };
  const { unknowns } = step.run.findings;
  const lines = evaluatedLines(node.text, step.scope).map((line) => ({ ...line, line: lineWithin(node, line.line) }));
  const env = [...variables(step), ...step.env].map(([name, value]) => [name, unknowns.shown(value)] as const);
  const result = runScript(unknowns.shown(lines.map(({ text }) => text).join("\n")), {
    env: Object.fromEntries(env),
    textOf: (path) => step.run.source.textOf(path),
    folder: repositoryPath(textAt(step.node, "working-directory") ?? step.frame.job.folder),
    sample: step.run.source.sample,
    occasion: step.run.trigger.occasion,
  });
  const placeOf = (line: number): Place => step.placeOf(lines[line]?.line ?? step.place.line);
  noteBuilds(step, result, placeOf);
  if (/\bimagetools\s+create\b/.test(node.text)) mergeDigests(step, { lines, rawScript: node.text, result, placeOf });
  else notePushes(step, result, placeOf);
  for (const { file, match, text, line } of result.values) {
    const value = { file, ...(match === undefined ? {} : { match }), text, place: placeOf(line) };
    ifBuilding(step.run, () => step.run.findings.addValue(value));
  }
  for (const login of result.logins) noteLogin(step, login, placeOf(login.line));
  return handedOn(step, result, node.text);
}

/** Outputs and variables for later steps. */
function handedOn(step: Step, result: ScriptResult, script: string): StepResult {
  const { unknowns } = step.run.findings;
  const outputs = new Map(Object.entries(result.outputs));
  for (const [name, value] of Object.entries(result.env)) step.frame.env.set(name, value);
  for (const { kind, name, text } of result.unknown) {
    const why = `the script sets \`${name}\` to \`${text}\`, which only a run knows`;
    const id = textAt(step.node, "id") ?? "";
    const mark = unknowns.mark({ source: kind === "output" ? `steps.${id}.outputs.${name}` : `env.${name}`, why });
    if (kind === "output") outputs.set(name, mark);
    else step.frame.env.set(name, mark);
  }
  if (/GITHUB_ENV|set-env/.test(script)) step.frame.job.scripts.push(script);
  return { outputs, others, isSkipped: false };
}

/** What GitHub sets for each script. */
function variables({ run, frame }: Step): [string, string][] {
  const names = ["event_name", "ref", "ref_name", "ref_type", "sha", "repository", "repository_owner", "actor", "run_id"];
  const given = [...names, "run_number", "base_ref", "head_ref"].map((name): [string, string] => [
    `GITHUB_${name.toUpperCase()}`,
    run.github.get(name)?.coerceString() ?? "",
  ]);
  return [...given, ["GITHUB_JOB", frame.job.id], ["RUNNER_OS", "Linux"]];
}

function noteBuilds(step: Step, result: ScriptResult, placeOf: (line: number) => Place): void {
  const ofLines = new Map<number, number>();
  for (const { recipe, tags, pushes, line } of result.builds) {
    const place = placeOf(line);
    const ordinal = ofLines.get(line) ?? 0;
    ofLines.set(line, ordinal + 1);
    const texts = tags.map(({ repository, tag }) => ({ text: `${repository}:${tag}`, place, isComputed: true }));
    const references = askedReferences(step, texts, pushes);
    noteBuild(step, { recipe, references, isPushed: pushes, ordinal, line: place.line, by: "docker build" });
  }
  for (const { pushes, line, ...question } of result.bake)
    bakeBuilds(step, question, { isPushed: pushes, by: "docker buildx bake", line: placeOf(line).line });
}

function notePushes(step: Step, result: ScriptResult, placeOf: (line: number) => Place): void {
  const { run, frame } = step;
  const { images } = frame.job;
  for (const to of new Set(result.tags.map(({ to }) => referenceKey(to)))) {
    const sources = result.tags.filter((tagged) => referenceKey(tagged.to) === to).map(({ from }) => referenceKey(from));
    const builds = new Set(sources.flatMap((from) => images.get(from) ?? publishedBuild(step, from) ?? []));
    // `docker manifest create`: one image of those for each platform.
    if (builds.size > 1) run.findings.joinBuilds([...builds]);
    for (const build of [...builds].slice(0, 1)) images.set(to, build);
  }
  for (const { repository, tag, line } of result.pushes) {
    const own = [...images.keys()].filter((key) => key.startsWith(`${repository}:`));
    const keys = tag === "*" ? own : [`${repository}:${tag}`];
    if (keys.length === 0) addUnclear(step, `all tags of \`${repository}\` are`, placeOf(line));
    for (const key of keys) notePush(step, key, placeOf(line));
  }
  noteFaults(step, result, placeOf);
}

function noteFaults({ run, frame }: Step, { notUnderstood }: ScriptResult, placeOf: (line: number) => Place): void {
  for (const { line, why } of notUnderstood) {
    const place = placeOf(line);
    const add = () => run.findings.addFault(place, why);
    frame.job.isExplained = true;
    // A job that logs in publishes, even if nothing of it is understood.
    if (frame.job.logins.length > 0) add();
    else ifBuilding(run, add);
  }
}

/** The build that has a reference in a registry. */
function publishedBuild(step: Step, key: string): FoundBuild | undefined {
  const builds = [...step.run.findings.builds.values()];
  return builds.find(({ references }) => references.some((reference) => referenceKey(reference) === key));
}

/** A push of an image that the job built before, under this name or another. */
function notePush(step: Step, text: string, place: Place): void {
  const { run, frame } = step;
  const [reference] = askedReferences(step, [{ text, place, isComputed: true }], true);
  if (reference === undefined) return;
  const build: FoundBuild | undefined = frame.job.images.get(referenceKey(reference));
  if (build === undefined) {
    addUnclear(step, `\`${referenceKey(reference)}\` is`, place);
    return;
  }
  build.isPushed = true;
  run.publishes = true;
  for (const workflow of new Set([run.rootFile, frame.job.workflow.file]))
    run.findings.addWorkflow(workflow, "docker build", true);
  run.findings.addReference(build, reference, run.trigger.occasion, reference.place);
}

function addUnclear({ run, frame }: Step, what: string, place: Place): void {
  frame.job.isExplained = true;
  run.findings.addFault(place, `it is not clear which build ${what}`);
}

function noteLogin(step: Step, { registry, username, password }: ScriptResult["logins"][number], place: Place): void {
  const { run } = step;
  const { unknowns } = run.findings;
  step.frame.job.logins.push({ registry: unknowns.shown(registry), place });
  const login = {
    registry: unknowns.shown(registry),
    username: unknowns.shown(username),
    password: unknowns.shown(password),
    place,
  };
  ifBuilding(run, () => {
    if (login.password.includes("${{") && login.username !== "") run.findings.addLogin(login);
    else run.findings.addFault(place, `the password for ${login.registry} is not that of a secret`, "docker login");
  });
}
