import { mapLimited } from "../../core/lib/parallel.ts";
import { orUndefined, type Problem } from "../../core/lib/problems/problem.ts";
import type { Because } from "../../core/pins/because.ts";
import { findPins } from "../../core/pins/find.ts";
import type { FoundPin, PinChange, WantedPin } from "../../core/pins/pin.ts";
import type { ChangedFile, ExplainedChange, LeftPin, PinnedImage, TargetChanges } from "../../core/pins/pin-result.ts";
import { writePins } from "../../core/pins/write.ts";
import type { Unit } from "../../core/unit/unit.ts";
import type { BecauseReader } from "./because.ts";
import { type PinFile, type PinSource, readPinFiles } from "./pin-files.ts";
import type { Shown, ShownReader } from "./shown.ts";

/** Pins to ask registries about at the same time. */
const parallelPins = 8;

/** What the changes of every target need. */
export interface PinQuestion {
  /** Every unit of the configuration: their names say which images are ours. */
  units: readonly Unit[];
  shown: ShownReader;
  because: BecauseReader;
}

/** A pin of a file, and what it is to be. */
interface AskedPin {
  pin: FoundPin;
  unit: Unit;
  shown: Shown;
}

/**
 * What is to change in the files of a folder or a branch. Changes nothing.
 * @param selected the names of the units to pin
 * @throws Failure if the files cannot be read
 */
export async function planChanges(
  source: PinSource,
  globs: readonly string[],
  selected: ReadonlySet<string>,
  question: PinQuestion,
): Promise<TargetChanges> {
  const { files, skipped } = await readPinFiles(source, globs);
  const problems: Problem[] = files.length + skipped.length === 0 ? [matchesNothing(globs)] : [];
  const planned = await mapLimited(files, parallelPins, (file) => planFile(file, selected, question));
  return {
    files: planned.flatMap(({ file }) => file ?? []),
    changes: planned.flatMap(({ changes }) => changes),
    left: [...skipped, ...planned.flatMap(({ left }) => left)],
    pins: planned.flatMap(({ pins }) => pins),
    looked: files.length,
    problems: [...problems, ...planned.flatMap((file) => file.problems)],
  };
}

/** A misspelt folder would otherwise look like pins that are all up to date. */
function matchesNothing(globs: readonly string[]): Problem {
  const message = `No file matches ${globs.join(", ")}, so nothing was pinned there. Correct these globs: they begin at the root of the repository or of the folder, have \`/\` between folders, and a folder needs its files: \`k8s/**\`.`;
  return { code: "pin-none", severity: "warning", message };
}

interface PlannedFile {
  file?: ChangedFile;
  changes: readonly ExplainedChange[];
  left: readonly LeftPin[];
  pins: readonly PinnedImage[];
  problems: readonly Problem[];
}

async function planFile(
  { path, text }: PinFile,
  selected: ReadonlySet<string>,
  { units, shown, because }: PinQuestion,
): Promise<PlannedFile> {
  const { found, left, unread } = findPins(text, units);
  const asked = await mapLimited(found, parallelPins, async (pin): Promise<AskedPin | undefined> => {
    const unit = units.find(({ name }) => name === pin.follows.unit);
    return unit && selected.has(unit.name) ? { pin, unit, shown: await shown(unit, pin) } : undefined;
  });
  const pins = asked.filter((one) => one !== undefined);
  const wanted = pins.flatMap(({ pin, shown: answer }) => ("wanted" in answer ? [{ pin, wanted: answer.wanted }] : []));
  const plain = {
    left: [...left, ...pins.flatMap(leftOf), ...(unread === undefined ? [] : [{ reason: unread }])].map((one) => ({
      path,
      ...one,
    })),
    pins: wanted.map(rowOf),
    problems: pins.flatMap(({ shown: answer }) => ("problem" in answer ? [answer.problem] : [])),
  };
  const written = writePins(text, wanted);
  if ("refused" in written) {
    const message = `${path} stays as it is: ${written.refused}`;
    return {
      ...plain,
      changes: [],
      problems: [...plain.problems, { code: "pin-refused", severity: "error", message }],
    };
  }
  if (written.text === text) return { ...plain, changes: [] };
  const byPlace = new Map(pins.map((one) => [placeOf(one.pin, one.pin.follows.unit, one.pin), one]));
  const changes = await mapLimited(written.changes, parallelPins, async (change) => ({
    ...change,
    path,
    because: await reasonOf(byPlace.get(placeOf(change, change.unit, change.from)), because),
  }));
  return { ...plain, file: { path, before: text, after: written.text }, changes };
}

function leftOf({ pin, shown }: AskedPin): Omit<LeftPin, "path">[] {
  if (!("reason" in shown)) return [];
  const { line, repository, tag } = pin;
  return [{ line, text: `${repository}${tag === undefined ? "" : `:${tag}`}`, reason: shown.reason }];
}

function rowOf({ pin, wanted }: { pin: FoundPin; wanted: WantedPin }): PinnedImage {
  return { unit: pin.follows.unit, repository: pin.repository, ...wanted };
}

/** What a pin and its change have in common. */
function placeOf(
  { line, repository }: Pick<PinChange, "line" | "repository">,
  unit: string,
  { tag, digest }: PinChange["from"],
): string {
  return JSON.stringify([line, repository, unit, tag, digest]);
}

/** The reason is for people: what cannot be read stops nothing. */
async function reasonOf(changed: AskedPin | undefined, because: BecauseReader): Promise<Because> {
  const reason = changed && (await orUndefined(() => because(changed.unit, changed.pin, changed.shown)));
  return reason ?? { text: "" };
}
