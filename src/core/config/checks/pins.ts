import { matchesUnit } from "../../unit/selector.ts";
import type { Problems } from "../document/problems.ts";
import type { Model } from "../model.ts";
import type { Draft } from "../units/draft.ts";

type Target = NonNullable<Model["config"]["pins"]>[number];

/** Reports targets of `pins` that name no file, or the same files twice. */
export function checkPins({ config: { pins = [] } }: Model, problems: Problems): void {
  for (const [index, target] of pins.entries()) {
    const path = ["pins", index];
    if (problems.hasErrorBelow(...path)) continue;
    for (const [at, glob] of target.files.entries()) {
      const fault = globFault(glob);
      if (fault !== undefined) problems.add("config-value", `"${glob}": ${fault}`, [...path, "files", at]);
    }
    if (target.files.every((glob) => glob.startsWith("!"))) {
      problems.add("config-value", "every glob begins with `!`, so none names a file: add `**/*.yaml` before them", [
        ...path,
        "files",
      ]);
    }
    const first = pins.slice(0, index).findIndex((other) => isSame(other, target));
    if (first >= 0) {
      const message = `it names the same files as the entry on line ${problems.lineOf(["pins", first])}: join the two, or give them different \`files\``;
      problems.add("config-value", message, path);
    }
  }
}

/** Warns about targets whose `only` selects no unit. */
export function checkPinnedUnits({ config: { pins = [] } }: Model, drafts: readonly Draft[], problems: Problems): void {
  for (const [index, { only = [] }] of pins.entries()) {
    for (const [at, glob] of only.entries()) {
      if (drafts.some(({ unit }) => matchesUnit(glob, unit.name))) continue;
      problems.add("config-idle", `no unit matches "${glob}"`, ["pins", index, "only", at], "value", "warning");
    }
  }
}

/** Why a glob names no file of a repository. */
function globFault(glob: string): string | undefined {
  const path = glob.replace(/^!/, "");
  if (path.startsWith("/")) return "paths start at the repository's root: leave out the first `/`";
  if (path.split("/").includes("..")) return "a path cannot leave the repository: leave out `..`";
  if (path.includes("\\")) return "write `/` between folders";
  return path === "" ? "it names no file" : undefined;
}

/**
 * Whether two targets would propose the same pins twice. The same files with other units are fine: one
 * pull request may merge by itself, and the other wait. GitHub's names have no case.
 */
function isSame(a: Target, b: Target): boolean {
  const filesOf = ({ repository, branch, files }: Target) =>
    JSON.stringify([repository?.toLowerCase() ?? null, branch ?? null, files.toSorted()]);
  const unitsOf = ({ only }: Target) => JSON.stringify(only?.toSorted());
  return filesOf(a) === filesOf(b) && (!a.only || !b.only || unitsOf(a) === unitsOf(b));
}
