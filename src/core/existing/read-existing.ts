import type { BakeQuestion } from "./bake-question.ts";
import { Entries, toPlain } from "./expressions/data.ts";
import { githubContext } from "./expressions/github-context.ts";
import { Findings } from "./found/findings.ts";
import { setupOf } from "./found/setup.ts";
import { inputsOf } from "./jobs/inputs.ts";
import type { Run } from "./jobs/run.ts";
import { allSecrets, runWorkflow } from "./jobs/run-workflow.ts";
import type { ExistingSetup } from "./model.ts";
import { type ExistingSource, workflowPath } from "./source-files.ts";
import type { Trigger } from "./triggers/trigger.ts";
import { triggersOf } from "./triggers/triggers-of.ts";
import { at, type Located, textAt } from "./yaml/located.ts";
import { readYaml, type YamlResult } from "./yaml/read-yaml.ts";

/** The work of all runs together, in steps. Forty workflows with matrices need less. */
const maxWork = 200_000;

/** What the workflows of a repository publish, and what bake must be asked first. */
export interface ReadExisting {
  setup: ExistingSetup;
  questions: BakeQuestion[];
}

/**
 * What the workflows of a repository publish today: each is evaluated for each event that starts
 * it, with the sample's values. Ask bake the questions, and call again, until there are none.
 */
export function readExisting(source: ExistingSource): ReadExisting {
  const evaluation = new Evaluation(source);
  const files = source.paths.filter((path) => workflowPath.test(path)).sort();
  for (const file of files) evaluation.readWorkflow(file);
  const { findings } = evaluation;
  return { setup: setupOf(findings), questions: findings.questions };
}

class Evaluation {
  readonly findings: Findings;
  readonly #source: ExistingSource;
  readonly #files = new Map<string, YamlResult | undefined>();
  #work = 0;

  constructor(source: ExistingSource) {
    this.#source = source;
    this.findings = new Findings(source);
  }

  readWorkflow(file: string): void {
    const result = this.#readFile(file);
    if (result === undefined) return;
    if ("fault" in result) {
      this.findings.addFault({ file, line: result.line }, result.fault);
      return;
    }
    const { triggers, faults } = triggersOf(at(result.root, "on"), this.#source);
    let builds = false;
    for (const trigger of triggers) builds = this.#start(file, result.root, trigger) || builds;
    if (builds) for (const { line, text, why } of faults) this.findings.addFault({ file, line }, why, text);
  }

  /** Evaluates one run; gives whether it builds images. */
  #start(file: string, root: Located, trigger: Trigger): boolean {
    const { findings } = this;
    const { unknowns } = findings;
    const inputs =
      trigger.event === "workflow_dispatch"
        ? inputsOf(at(root, "on", "workflow_dispatch", "inputs"), "workflow_dispatch", unknowns)
        : [];
    const facts = {
      trigger,
      sample: this.#source.sample,
      unknowns,
      inputs: new Map(inputs.map(([key, value]) => [key, toPlain(value)])),
    };
    const run: Run = {
      source: this.#source,
      findings,
      trigger,
      rootFile: file,
      github: githubContext(facts, textAt(root, "name") ?? file),
      pending: [],
      builds: false,
      publishes: false,
      origins: new Map(),
      written: new Map(),
      readFile: (path) => this.#readFile(path),
      mayContinue: (work) => this.#mayContinue(file, work),
    };
    const workflow = runWorkflow(run, {
      file,
      root,
      callers: [],
      matrix: new Map(),
      inputs: new Entries(inputs),
      secrets: allSecrets(run),
    });
    if (workflow.jobs.size === 0) return false;
    if (run.builds) for (const action of run.pending) action();
    if (run.publishes && trigger.occasion.on === "schedule") findings.addCron(trigger.occasion.cron);
    return run.builds;
  }

  #mayContinue(file: string, work: number): boolean {
    this.#work += work;
    if (this.#work <= maxWork) return true;
    this.findings.addFault({ file, line: 1 }, "the workflows have too many jobs and steps: the rest is not evaluated");
    return false;
  }

  #readFile(path: string): YamlResult | undefined {
    if (!this.#files.has(path)) {
      const text = this.#source.textOf(path);
      this.#files.set(path, text === undefined ? undefined : readYaml(text));
    }
    return this.#files.get(path);
  }
}
