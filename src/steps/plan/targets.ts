import { missingTargets } from "../../core/inputs/dockerfile/target.ts";
import { Failure } from "../../core/lib/problems/problem.ts";
import type { Unit } from "../../core/unit/unit.ts";
import type { Files } from "../../ports/files.ts";
import type { Repository } from "../../ports/repository.ts";
import { inTree } from "./checkout/work-tree.ts";

/**
 * Checks that the work tree's Dockerfiles have the targets: a build would find out only after its
 * start.
 * @throws Failure `config-target`, for all of them at once
 */
export async function checkTargets(units: readonly Unit[], tree: Pick<Repository, "root">, files: Files): Promise<void> {
  const targeted = units.filter(({ build }) => build.target !== undefined);
  const texts = new Map<string, string>();
  for (const path of new Set(targeted.map(({ build }) => build.dockerfile))) {
    if (files.kindOf(inTree(tree, path)) === "file") texts.set(path, await files.read(inTree(tree, path)));
  }
  const problems = missingTargets(targeted, (path) => texts.get(path));
  if (problems.length > 0) throw new Failure(problems);
}
