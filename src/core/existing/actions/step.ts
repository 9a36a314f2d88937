import type { data } from "@actions/expressions";
import { Entries, textEntries, toData } from "../expressions/data.ts";
import { type EvaluatedLine, evaluatedLines, interpolate, type Scope } from "../expressions/evaluate.ts";
import { unknownData } from "../expressions/open-mapping.ts";
import { isUnknown } from "../expressions/unknowns.ts";
import type { Frame, Run, StepResult } from "../jobs/run.ts";
import type { Place } from "../model.ts";
import { at, entriesOf, type Located, lineWithin, textAt } from "../yaml/located.ts";

/** A step that is being evaluated. */
export class Step {
  readonly frame: Frame;
  readonly node: Located;
  readonly env: ReadonlyMap<string, string>;
  readonly scope: Scope;

  constructor(frame: Frame, node: Located) {
    this.frame = frame;
    this.node = node;
    const outer = stepScope(frame, frame.env);
    const own = entriesOf(at(node, "env")).map(([key, value]) => [key, interpolate(textOf(value), outer)] as const);
    this.env = new Map([...frame.env, ...own]);
    this.scope = stepScope(frame, this.env);
  }

  get run(): Run {
    return this.frame.job.workflow.run;
  }

  /** The line that names the action or begins the script. */
  get place(): Place {
    const line = (at(this.node, "uses") ?? at(this.node, "run") ?? this.node).line;
    return { file: this.frame.file, line };
  }

  placeOf(line: number): Place {
    return { file: this.frame.file, line };
  }

  /** The place of an input, or of the step without it. */
  placeOfInput(name: string): Place {
    return this.placeOf(this.inputNode(name)?.line ?? this.place.line);
  }

  inputNode(name: string): Located | undefined {
    return at(this.node, "with", name);
  }

  /** An input with its expressions evaluated; undefined if it is empty. */
  input(name: string): string | undefined {
    const text = textAt(this.node, "with", name);
    const value = text === undefined ? "" : interpolate(text, this.scope).trim();
    return value === "" ? undefined : value;
  }

  /** The lines of an input that are not empty, with their lines in the file. */
  lines(name: string): EvaluatedLine[] {
    return this.allLines(name).filter(({ text }) => text.trim() !== "");
  }

  /** All lines of an input, with their lines in the file. */
  allLines(name: string): EvaluatedLine[] {
    const node = this.inputNode(name);
    if (node?.kind !== "scalar") return [];
    return evaluatedLines(node.text, this.scope).map((line) => ({ ...line, line: lineWithin(node, line.line) }));
  }

  /** Whether an input is `true`; one that is not known counts as true, and the report says so. */
  flag(name: string): boolean {
    const value = this.input(name);
    if (value === undefined || !isUnknown(value)) return value?.toLowerCase() === "true";
    const { findings } = this.run;
    findings.addFault(this.placeOfInput(name), `${findings.unknowns.why(value)}: it is taken as true`);
    return true;
  }
}

/** What the expressions of a step find. */
export function stepScope(frame: Frame, env: ReadonlyMap<string, string>): Scope {
  const { job } = frame;
  const { findings } = job.workflow.run;
  const { unknowns } = findings;
  const contexts = new Map(job.contexts);
  contexts.set("inputs", frame.inputs);
  contexts.set(
    "env",
    textEntries(env, (key) => {
      const isSet = job.scripts.some((script) => new RegExp(`\\b${escaped(key)}\\b`).test(script));
      return isSet
        ? unknownData(unknowns, `env.${key}`, `a script sets \`${key}\` in a way that only a run can tell`)
        : undefined;
    }),
  );
  const steps = [...frame.steps].map(([id, result]) => [id, stepContext(id, result, frame)] as const);
  contexts.set("steps", new Entries(steps));
  return { unknowns, contexts, succeeds: true };
}

function stepContext(id: string, { outputs, others, isSkipped }: StepResult, frame: Frame): data.Dictionary {
  const { unknowns } = frame.job.workflow.run.findings;
  const missing = (key: string) =>
    others === undefined ? undefined : unknownData(unknowns, `steps.${id}.outputs.${key}`, others.replaceAll("{output}", key));
  const outcome = toData(isSkipped ? "skipped" : "success");
  return new Entries([
    ["outputs", textEntries(outputs, missing)],
    ["outcome", outcome],
    ["conclusion", outcome],
  ]);
}

function escaped(text: string): string {
  return text.replaceAll(/[^\w]/g, "\\$&");
}

function textOf(node: Located): string {
  return node.kind === "scalar" ? node.text : "";
}
