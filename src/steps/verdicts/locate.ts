import { mapLimited } from "../../core/lib/parallel.ts";
import { Failure, failure, type Problem } from "../../core/lib/problems/problem.ts";
import type { Publication } from "../../core/rollback/rollback.ts";
import type { Unit } from "../../core/unit/unit.ts";
import { plainReason } from "../../core/verdicts/entries.ts";
import type { JudgedImage } from "../../core/verdicts/judged.ts";
import type { Statement } from "../../core/verdicts/verdict.ts";
import type { Registry } from "../../ports/registry.ts";
import type { Request } from "../../ports/request.ts";
import type { Observer } from "../observe/observe.ts";
import { findPublication, type JudgedTarget } from "./find-publication.ts";

/** Units to ask registries about at the same time. */
const parallelUnits = 8;

/** A unit, and what it published. */
interface Located {
  unit: Unit;
  publication: Publication;
}

/**
 * The publication that a person judges.
 * @throws Failure `input-invalid` for `previous`: between two runs, it names another image
 */
export function judgedTarget({ to, command }: Pick<Request, "to" | "command">): JudgedTarget {
  if (to && to.kind !== "previous") return to;
  throw failure(
    "input-invalid",
    `to: \`${command}\` needs a timestamp (20261116-0617) or a digest (sha256:…), not \`previous\`.`,
  );
}

/** Who says something now, and why. */
export function statementOf(by: string, at: string, reason: string, run: string): Statement {
  return { by, at, reason: plainReason(reason), ...(run === "local" ? {} : { run }) };
}

/**
 * The publication of each unit that has it, and notes on the units that do not.
 * @throws Failure `publication-unknown` if none has it
 */
export async function locate(
  units: readonly Unit[],
  target: JudgedTarget,
  observer: Observer,
  registry: Registry,
): Promise<{ found: Located[]; notes: string[] }> {
  const looked = await mapLimited([...units], parallelUnits, async (unit) => ({
    unit,
    publication: await findPublication(unit, target, observer, registry),
  }));
  const found = looked.flatMap(({ unit, publication }) => (typeof publication === "string" ? [] : [{ unit, publication }]));
  const missing = looked.flatMap(({ publication }) => (typeof publication === "string" ? [publication] : []));
  if (found.length === 0) {
    const problem = (message: string): Problem => ({ code: "publication-unknown", severity: "error", message: `${message}.` });
    throw new Failure(missing.map(problem));
  }
  return { found, notes: missing };
}

/**
 * The publications that a person judges, with what shows each, and notes on what cannot be read.
 * @param watchersOf the units that may show what a unit published
 */
export async function judgedImages(
  found: readonly Located[],
  watchersOf: (unit: Unit) => readonly Unit[],
  observer: Observer,
): Promise<{ images: JudgedImage[]; notes: string[] }> {
  const images: JudgedImage[] = [];
  const notes = new Set<string>();
  for (const { unit, publication } of found) {
    const shown = await unitsThatShow(publication, watchersOf(unit), observer);
    images.push({ unit: unit.name, stamp: publication.stamp, digest: publication.digest, shownBy: shown.names });
    for (const note of shown.notes) notes.add(note);
  }
  return { images, notes: [...notes] };
}

/** The units among some that show a digest in any registry, and notes on those that cannot be read. */
async function unitsThatShow(
  { digest }: Pick<Publication, "digest">,
  units: readonly Unit[],
  observer: Observer,
): Promise<{ names: string[]; notes: string[] }> {
  const looked = await mapLimited([...units], parallelUnits, async (unit) => ({ unit, ...(await observer(unit)) }));
  return {
    names: looked
      .filter(({ unit, destinations }) => destinations.some(({ tags }) => tags.get(unit.streamTag) === digest))
      .map(({ unit }) => unit.name),
    notes: looked.flatMap(({ unit, destinations }) =>
      destinations.flatMap(({ repository, failure: reason }) =>
        reason === undefined ? [] : [`cannot tell what ${unit.name} shows in ${repository}: ${reason}`],
      ),
    ),
  };
}
