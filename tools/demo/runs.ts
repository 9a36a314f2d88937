import { appendFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { runStep, type Step } from "../../__tests__/support/runner.ts";
import { Disproved } from "./narrator.ts";
import type { Screen } from "./screen.ts";
import type { Run } from "./stage.ts";

/** Runs of the action's bundle, each as a runner starts it: a log and a summary are kept, and a live line tells how far it is. */
export class Runs {
  readonly #screen: Screen;
  readonly #folder: string;
  /** GitHub never gives an id twice: one that comes again is a re-run. */
  readonly #firstId = Math.floor(Date.now() / 1000);
  #count = 0;

  constructor(screen: Screen, folder: string) {
    this.#screen = screen;
    this.#folder = folder;
  }

  /** @throws Disproved when the run fails: none of the story does */
  async run(name: string, step: Step): Promise<Run> {
    const number = ++this.#count;
    const log = `${number}-${name}.log`;
    const file = path.join(this.#folder, log);
    writeFileSync(file, "");
    const started = performance.now();
    const seconds = (): number => Math.ceil((performance.now() - started) / 1000);
    let [written, built] = [0, 0];
    const progress = (): string => (built === 0 ? "" : ` · ${built} built and tested`);
    const ticker = setInterval(() => this.#screen.live(`${seconds()} s · ${log}${progress()}`), 1000);
    const result = await runStep({
      ...step,
      main: path.resolve("dist/index.cjs"),
      env: { ...step.env, GITHUB_RUN_ID: String(this.#firstId + number) },
      onOutput: (text) => {
        appendFileSync(file, text.slice(written));
        written = text.length;
        built = text.match(/^built in/gm)?.length ?? 0;
      },
    }).finally(() => clearInterval(ticker));
    writeFileSync(path.join(this.#folder, `${number}-${name}.summary.md`), result.summary);
    if (result.status !== 0) {
      const end = result.log.trimEnd().split("\n").slice(-15).join("\n");
      throw new Disproved(
        `the run "${name}" succeeds. It ended with ${result.signal ?? `status ${result.status}`}, and its log with:\n${end}`,
      );
    }
    return { seconds: seconds(), log, summary: result.summary };
  }
}
