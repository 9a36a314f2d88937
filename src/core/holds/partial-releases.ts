import * as v from "valibot";
import { type Digest, isDigest } from "../lib/digest.ts";
import { isMap } from "../lib/json-document.ts";
import { parseMoment } from "../lib/time/moment.ts";

/**
 * Units that a hold released while it stayed on others. This is history only, and holds nothing.
 */
export interface PartialRelease {
  /** Their exact names. */
  units: readonly string[];
  /** `2026-11-25T11:20:00Z` */
  at: string;
  /** The digests at which the hold kept them. A unit that is absent here stayed where it was. */
  digests: ReadonlyMap<string, Digest>;
}

const name = v.pipe(v.string(), v.trim(), v.nonEmpty(), v.maxLength(400));
const list = v.array(v.unknown());
const moment = v.pipe(
  v.string(),
  v.check((text) => parseMoment(text) !== undefined),
);
const map = v.pipe(
  v.custom<object>(isMap),
  v.transform((value) => new Map<string, unknown>(Object.entries(value))),
);

/**
 * The partial releases in a hold's block, under `lifted`. Unreadable parts are skipped, and never a
 * fault: a fault makes an issue hold everything that its title names, and an error in the history
 * must not hold released units. An entry needs a time and names of units; globs name no unit. A
 * block that is not YAML is still a fault, whichever line is wrong.
 */
export function readPartialReleases(value: unknown): PartialRelease[] {
  return readAs(list, value, []).flatMap((entry) => {
    const fields = readAs(map, entry, new Map());
    const at = readAs(moment, fields.get("at"), "");
    const units = readAs(list, fields.get("units"), []).flatMap((unit) => readAs(name, unit, "") || []);
    if (at === "" || units.length === 0) return [];
    const recordedDigests = readAs(map, fields.get("digests"), new Map());
    const digests = units.flatMap((unit) => {
      const digest = recordedDigests.get(unit);
      return typeof digest === "string" && isDigest(digest) ? [[unit, digest] as const] : [];
    });
    return [{ units, at, digests: new Map(digests) }];
  });
}

/** Partial releases in the form of the block. */
export function writePartialReleases(partialReleases: readonly PartialRelease[]): object[] {
  return partialReleases.map(({ units, at, digests }) => ({
    units: [...units],
    at,
    ...(digests.size === 0 ? {} : { digests: Object.fromEntries(digests) }),
  }));
}

/**
 * A shorter history, for an issue without room: first without the images, then with the newer half
 * of the entries, then with half of the units in the last entry, and in the end empty.
 */
export function shortened(partialReleases: readonly PartialRelease[]): PartialRelease[] {
  if (partialReleases.some(({ digests }) => digests.size > 0))
    return partialReleases.map((one) => ({ ...one, digests: new Map() }));
  if (partialReleases.length > 1) return partialReleases.slice(Math.ceil(partialReleases.length / 2));
  return partialReleases.flatMap((one) => {
    const units = one.units.slice(0, Math.floor(one.units.length / 2));
    return units.length === 0 ? [] : [{ ...one, units }];
  });
}

function readAs<Input, Output>(shape: v.GenericSchema<Input, Output>, value: unknown, otherwise: Output): Output {
  const { success, output } = v.safeParse(shape, value);
  return success ? output : otherwise;
}
