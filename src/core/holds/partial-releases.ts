import * as v from "valibot";
import { type Digest, isDigest } from "../lib/digest.ts";
import { isMap } from "../lib/json-document.ts";
import { parseMoment } from "../lib/moment.ts";

/** Units that a hold ended for while it stayed on others. It is history alone, and holds nothing. */
export interface PartialRelease {
  /** Their exact names. */
  units: readonly string[];
  /** `2026-11-25T11:20:00Z` */
  at: string;
  /** What the hold kept them at; a unit that is not here stayed at whatever it showed. */
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
 * What a hold's block says under `lifted`. What of it cannot be read is left out, and never a fault: a fault makes an issue hold all that its title
 * names, and a mistake about what is over must not hold what is free. An entry counts by its time and by those of its units that are names; globs
 * are none, and so name no unit. A block that is no YAML, for whatever line of it, cannot be read at all: that stays a fault.
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

/** The same, as the block has it. */
export function writePartialReleases(partialReleases: readonly PartialRelease[]): object[] {
  return partialReleases.map(({ units, at, digests }) => ({
    units: [...units],
    at,
    ...(digests.size === 0 ? {} : { digests: Object.fromEntries(digests) }),
  }));
}

/**
 * The same with less to say, for an issue that has no room for it: without the images; then the newer half of the entries; then half of the
 * last one's units, and in the end nothing.
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
