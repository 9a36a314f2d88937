import { badge } from "./badge.ts";
import { changeset } from "./changeset.ts";
import { configuration } from "./configuration.ts";
import { dockerfile } from "./dockerfile.ts";
import { drawing } from "./drawing.ts";
import type { Example, ExampleKind } from "./kind.ts";
import { shownChanges } from "./output/changes.ts";
import { shownDiagnosis } from "./output/doctor.ts";
import { shownFollow } from "./output/follow.ts";
import { shownHelp, shownOptions } from "./output/help.ts";
import { shownHistory } from "./output/history.ts";
import { shownInit } from "./output/init.ts";
import { shownPlan } from "./output/plan.ts";
import { shownProgress } from "./output/progress.ts";
import { shownPrune } from "./output/prune.ts";
import { shownScan } from "./output/scan.ts";
import { pinned } from "./pinned.ts";
import { publishedOutput } from "./published-output.ts";
import { recipe } from "./recipe.ts";
import { shellCommands } from "./shell/commands.ts";
import { sourceTree } from "./source-tree.ts";
import { tagPattern } from "./tag-pattern.ts";
import { workflow } from "./workflow.ts";

/** Every kind of example. A new one is a file, and a line here. */
export const exampleKinds: readonly ExampleKind[] = [
  configuration,
  workflow,
  pinned,
  shellCommands,
  shownHelp,
  shownOptions,
  shownInit,
  shownPlan,
  shownFollow,
  shownProgress,
  shownScan,
  shownChanges,
  shownHistory,
  shownPrune,
  shownDiagnosis,
  drawing,
  sourceTree,
  tagPattern,
  publishedOutput,
  recipe,
  dockerfile,
  changeset,
  badge,
];

/** What is wrong with an example, with its page and line: its kind's faults, or that it has no kind. */
export async function faultsOfExample(example: Example, kinds = exampleKinds): Promise<string[]> {
  const place = `${example.page}:${example.line}`;
  const fitting = kinds.filter((kind) => kind.is(example));
  const [kind] = fitting;
  if (!kind)
    return [`${place}: this block is no kind of example (language "${example.language}"). Add a kind in doc-examples/kinds.ts`];
  if (fitting.length > 1) return [`${place}: this block is ${fitting.map(({ name }) => name).join(" and ")}`];
  return (await kind.faults(example)).map((fault) => `${place}: ${kind.name}: ${fault}`);
}
