import { appendFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { runStep, type Step } from "../../__tests__/support/runner.ts";
import { Disproved } from "./narrator.ts";
import type { Screen } from "./screen.ts";
import type { Run } from "./stage.ts";

/**
 * Runs the action's bundle as a runner does, keeps its log and summary, and shows its progress in a
 * live line.
 */
export class Runs {
  readonly #screen: Screen;
  readonly #folder: string;
  /** GitHub never reuses an id, except for a re-run. */
  readonly #firstId = Math.floor(Date.now() / 1000);
  #count = 0;

  constructor(screen: Screen, folder: string) {
    this.#screen = screen;
    this.#folder = folder;
  }

  /** @throws Disproved if the run fails: no run of the story may */
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
