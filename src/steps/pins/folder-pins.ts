import { failure, orFailure, type Problem } from "../../core/lib/problems/problem.ts";
import type { ChangedFile, TargetChanges } from "../../core/pins/pin-result.ts";
import type { PinTarget } from "../../core/pins/target.ts";
import type { Files } from "../../ports/files.ts";
import { type PinWork, unitsOfTarget } from "./gather-pins.ts";
import { folderSource, type PinSource } from "./pin-files.ts";
import { planChanges } from "./plan-changes.ts";
import { isOwn, targetName } from "./targets.ts";

/** The changes of one folder, and the targets that are elsewhere. */
export interface FolderPins {
  folder: string;
  changes: TargetChanges;
  /** Names of targets in other repositories. */
  elsewhere: readonly string[];
  /** Whether any target has its files here. */
  isNamed: boolean;
}

/**
 * What is to change in the checkout or, with `--in`, in another folder. Changes nothing.
 * @param checkout its root
 * @param folder the other folder
 * @throws Failure `input-invalid` if the folder may be any of several repositories
 */
export async function planFolder(work: PinWork, checkout: string, folder: string | undefined, files: Files): Promise<FolderPins> {
  const here = targetsIn(work, folder !== undefined);
  const root = folder ?? checkout;
  const source = folderSource(root, files);
  const changed = new Map<string, ChangedFile>();
  const all: TargetChanges[] = [];
  for (const target of here) {
    // Two targets may have different units of one file.
    const changes = await planChanges(over(source, changed), target.files, unitsOfTarget(target, work), work.question);
    for (const file of changes.files) changed.set(file.path, { ...file, before: changed.get(file.path)?.before ?? file.before });
    all.push(changes);
  }
  const elsewhere = work.targets.filter((target) => !here.includes(target)).map((target) => targetName(target, work.own));
  return { folder: root, changes: { ...united(all), files: [...changed.values()] }, elsewhere, isNamed: here.length > 0 };
}

/** The targets whose files are in the folder: of the own repository or, with `--in`, of another. */
function targetsIn({ targets, own }: PinWork, isOther: boolean): readonly PinTarget[] {
  const ownTargets = targets.filter((target) => isOwn(target, own));
  if (!isOther || ownTargets.length === targets.length) return ownTargets;
  const others = targets.filter((target) => !ownTargets.includes(target));
  const repositories = [...new Set(others.map(({ repository }) => repository ?? own))];
  if (repositories.length === 1) return others;
  const named = repositories.join(", ");
  throw failure("input-invalid", `in: the folder may be any of ${named}. Name its files with \`--files\`.`);
}

/** A source in which some files have changed. */
function over(source: PinSource, changed: ReadonlyMap<string, ChangedFile>): PinSource {
  return {
    list: () => source.list(),
    read: async (path) => {
      const file = changed.get(path);
      return file ? { bytes: new TextEncoder().encode(file.after) } : source.read(path);
    },
  };
}

function united(all: readonly TargetChanges[]): TargetChanges {
  return {
    files: [],
    changes: all.flatMap(({ changes }) => changes),
    left: all.flatMap(({ left }) => left),
    pins: all.flatMap(({ pins }) => pins),
    looked: all.reduce((sum, { looked }) => sum + looked, 0),
    problems: all.flatMap(({ problems }) => problems),
  };
}

/** Writes the changed files. @returns the problems of those that stay as they are */
export async function writeFolder({ folder, changes }: FolderPins, files: Files): Promise<Problem[]> {
  const problems: Problem[] = [];
  const bytesOf = (text: string) => new TextEncoder().encode(text);
  for (const { path, before, after } of changes.files) {
    const failed = await orFailure(() => files.replace(folder, path, bytesOf(before), bytesOf(after)));
    if (failed) problems.push(...failed.problems);
  }
  return problems;
}
