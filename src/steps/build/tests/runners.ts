import type { Test } from "../../../core/tests/kinds.ts";
import { exec } from "./exec.ts";
import { run } from "./run.ts";
import type { Runner } from "./runner.ts";
import { script } from "./script.ts";

/** The runner of each kind of test. The compiler requires every kind of `core/tests/kinds.ts`. */
const runners: { readonly [Kind in Test["kind"]]: Runner<Extract<Test, { kind: Kind }>> } = { run, exec, script };

/** The runner of a test's kind. */
export function runnerOf({ kind }: Pick<Test, "kind">): Runner<Test> {
  return runners[kind];
}
