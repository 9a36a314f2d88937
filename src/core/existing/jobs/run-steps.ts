import { knownActions } from "../actions/known-actions.ts";
import { repositoryPath } from "../actions/paths.ts";
import { scriptStep } from "../actions/run-script.ts";
import { Step } from "../actions/step.ts";
import { type Entries, textEntries, textOfPlain } from "../expressions/data.ts";
import { decide, interpolate } from "../expressions/evaluate.ts";
import { at, entriesOf, itemsOf, type Located, plainOf, textAt } from "../yaml/located.ts";
import { prepares } from "./around-builds.ts";
import { type Frame, ifBuilding, type StepResult } from "./run.ts";

/** Actions within actions: GitHub's limit. */
const maxDepth = 10;

/** Evaluates steps one after the other. */
export function runSteps(frame: Frame, steps: readonly Located[]): void {
  const { run } = frame.job.workflow;
  for (const node of steps) {
    if (node.kind !== "mapping") continue;
    if (!run.mayContinue(1)) return;
    const result = runStep(frame, node);
    const id = textAt(node, "id");
    if (id !== undefined) frame.steps.set(id, result);
    if (!result.isSkipped && prepares(node)) frame.job.prepared.push(new Step(frame, node).place);
  }
}

function runStep(frame: Frame, node: Located): StepResult {
  const { run } = frame.job.workflow;
  const step = new Step(frame, node);
  const { holds, assumed } = decide(textAt(node, "if"), step.scope);
  if (!holds) return { outputs: new Map(), isSkipped: true };
  const uses = textAt(node, "uses")?.trim();
  const handler = uses === undefined ? undefined : knownActions.get(uses.replace(/@.*$/, "").toLowerCase());
  if (assumed !== undefined && handler !== undefined) {
    const place = step.placeOf(at(node, "if")?.line ?? step.place.line);
    ifBuilding(run, () => run.findings.addFault(place, `${assumed}: the condition is taken as true`));
  }
  if (uses === undefined) return scriptStep(step);
  if (handler !== undefined) return handler(step);
  if (uses.startsWith("./")) return runLocalAction(step, uses);
  return {
    outputs: new Map(),
    others: `only a run knows the output \`{output}\` of ${uses.replace(/@.*$/, "")}`,
    isSkipped: false,
  };
}

/** An action of the repository: its steps count if it is a composite one. */
function runLocalAction(step: Step, uses: string): StepResult {
  const { frame, run } = step;
  const folder = repositoryPath(uses);
  const others = `only a run knows the output \`{output}\` of ${uses}`;
  const unread: StepResult = { outputs: new Map(), others, isSkipped: false };
  const file = [`${folder}/action.yml`, `${folder}/action.yaml`].find((name) => run.source.textOf(name) !== undefined);
  const action = file === undefined ? undefined : run.readFile(file);
  if (file === undefined || action === undefined) return unread;
  if (frame.depth >= maxDepth) {
    run.findings.addFault(step.place, `actions call each other more than ${maxDepth} times`);
    return unread;
  }
  if ("fault" in action) {
    run.findings.addFault({ file, line: action.line }, action.fault);
    return unread;
  }
  if (textAt(action.root, "runs", "using")?.toLowerCase() !== "composite") return unread;
  const inner: Frame = {
    job: frame.job,
    file,
    inputs: actionInputs(step, action.root),
    env: new Map(step.env),
    steps: new Map(),
    depth: frame.depth + 1,
  };
  const before = new Map(inner.env);
  runSteps(inner, itemsOf(at(action.root, "runs", "steps")));
  for (const [name, value] of inner.env) if (before.get(name) !== value) frame.env.set(name, value);
  const { scope } = new Step(inner, action.root);
  const outputs = entriesOf(at(action.root, "outputs")).map(
    ([name, output]) => [name, interpolate(textAt(output, "value") ?? "", scope)] as const,
  );
  return { outputs: new Map(outputs), isSkipped: false };
}

/** The inputs of an action: those of the step, else their defaults. All of them are texts. */
function actionInputs(step: Step, action: Located): Entries {
  const given = entriesOf(at(step.node, "with")).map(
    ([name, value]) => [name, interpolate(textOfPlain(plainOf(value)), step.scope)] as const,
  );
  const names = new Set(given.map(([name]) => name.toLowerCase()));
  const defaults = entriesOf(at(action, "inputs")).flatMap(([name, input]) =>
    names.has(name.toLowerCase()) ? [] : [[name, interpolate(textAt(input, "default") ?? "", step.scope)] as const],
  );
  return textEntries([...given, ...defaults]);
}

/** Whether any step, or what they call, may have to do with images. */
export function handlesImages(steps: readonly Located[]): boolean {
  return steps.some((node) => {
    const uses = textAt(node, "uses")?.replace(/@.*$/, "").toLowerCase() ?? "";
    return (
      uses.startsWith("./") || knownActions.has(uses) || /\b(?:docker|podman|buildah|buildx)\b/.test(textAt(node, "run") ?? "")
    );
  });
}
