import * as v from "valibot";
import type { Digest } from "../lib/digest.ts";
import { packDigest, packedDigestLength, splitDigest, unpackDigest } from "./packed-digest.ts";
import { type Status, statusSchema } from "./status.ts";

/**
 * A JSON value in which equal parts occur once. `values` has each different part of it, every one
 * after the parts that it consists of, which it names by their place:
 * - a text, a number, `true`, `false` or `null`: itself;
 * - a list: `[-1, …]`, with the places of its items;
 * - a text that ends with a digest: `[-2, place of the text before it, which digest]`;
 * - an object: `[which list of keys, …]`, with the places of the keys' values.
 *
 * The last one is the whole.
 */
export interface Packed {
  version: 1;
  /** The digests, 43 digits of base64url each, one after another. */
  digests: string;
  keys: string[][];
  values: PackedValue[];
}

type PackedValue = string | number | boolean | null | number[];

const listMark = -1;
const digestMark = -2;

/** The most parts of a status, counting each as often as it occurs. 100 units with 52 publications have a million. */
export const maximumParts = 50_000_000;

/**
 * A status for a place where bytes count: JSON that compresses well. Keys that the schema does not
 * have stay; those whose value is undefined do not.
 */
export function pack(status: Status): Packed {
  const packed: Packed = { version: 1, digests: "", keys: [], values: [] };
  const places = { texts: new Map<unknown, number>(), lists: new Map<string, number>() };
  const digests = new Map<string, number>();
  const keyLists = new Map<string, number>();

  const place = <Key>(known: Map<Key, number>, key: Key, value: PackedValue): number =>
    placeOf(known, key, () => packed.values.push(value) - 1);
  const placeList = (list: number[]): number => place(places.lists, list.join(), list);
  const digestPlace = (digest: Digest): number =>
    placeOf(digests, digest, () => {
      packed.digests += packDigest(digest);
      return packed.digests.length / packedDigestLength - 1;
    });
  const keysPlace = (keys: string[]): number => placeOf(keyLists, JSON.stringify(keys), () => packed.keys.push(keys) - 1);

  const add = (value: unknown): number => {
    if (Array.isArray(value)) return placeList([listMark, ...value.map(add)]);
    if (typeof value === "object" && value !== null) {
      const entries = Object.entries(value).filter(([, part]) => part !== undefined);
      const parts = entries.map(([, part]) => add(part));
      return placeList([keysPlace(entries.map(([key]) => key)), ...parts]);
    }
    const split = typeof value === "string" ? splitDigest(value) : undefined;
    if (split) return placeList([digestMark, add(split.before), digestPlace(split.digest)]);
    return place(places.texts, value, isScalar(value) ? value : null);
  };
  add(status);
  return packed;
}

function placeOf<Key>(known: Map<Key, number>, key: Key, make: () => number): number {
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = make();
  known.set(key, made);
  return made;
}

function isScalar(value: unknown): value is string | number | boolean | null {
  return value === null || ["string", "number", "boolean"].includes(typeof value);
}

const packedSchema = v.object({
  version: v.literal(1),
  digests: v.string(),
  keys: v.array(v.array(v.string())),
  // Not a union: a page has ten thousands of them, and each kind that does not fit costs an issue.
  values: v.array(v.custom<PackedValue>(isPackedValue)),
});

function isPackedValue(value: unknown): boolean {
  return isScalar(value) || (Array.isArray(value) && value.every((item) => typeof item === "number"));
}

/**
 * The status that was packed. Equal parts of it are one object: never change any.
 * @param packed anything that JSON can say
 * @throws Error if `pack` does not write it, or if it unpacks to something other than a status
 */
export function unpack(packed: unknown): Status {
  if (!v.is(packedSchema, packed)) throw damaged("it does not have the form of packed data");
  const digests = unpackDigests(packed.digests);
  const values: unknown[] = [];
  // Equal parts are shared, so little data could stand for endless lists: whoever walks through
  // them would not come to an end.
  const sizes: number[] = [];
  for (const value of packed.values) {
    const at = values.length;
    const part = (place: number | undefined): unknown => {
      if (place === undefined || !isPlace(place, at)) throw damaged(`values[${at}] names a part that does not come before it`);
      sizes[at] = (sizes[at] ?? 1) + (sizes[place] ?? 1);
      return values[place];
    };
    values.push(Array.isArray(value) ? unpackList(value, { part, digests, keys: packed.keys, at }) : value);
    if ((sizes[at] ?? 1) > maximumParts) throw damaged(`values[${at}] has more than ${maximumParts} parts`);
  }
  const status = values.at(-1);
  if (!isStatus(status)) throw damaged("it is not the data of a status");
  return status;
}

function isStatus(value: unknown): value is Status {
  return v.is(statusSchema, value);
}

interface Tables {
  part(place: number | undefined): unknown;
  digests: readonly string[];
  keys: readonly string[][];
  at: number;
}

function unpackList([mark, ...places]: number[], { part, digests, keys, at }: Tables): unknown {
  if (mark === listMark) return places.map(part);
  if (mark === digestMark) {
    const [before, digest] = [part(places[0]), digests[places[1] ?? -1]];
    if (typeof before !== "string" || digest === undefined || places.length !== 2)
      throw damaged(`values[${at}] is not a text with a digest`);
    return before + digest;
  }
  const names = keys[mark ?? Number.NaN];
  if (names?.length !== places.length || new Set(names).size !== places.length)
    throw damaged(`values[${at}] has ${places.length} values, but not as many different keys`);
  // Not by assignment: a key may be `__proto__`.
  return Object.fromEntries(names.map((name, index) => [name, part(places[index])]));
}

function isPlace(place: number, before: number): boolean {
  return Number.isInteger(place) && place >= 0 && place < before;
}

function unpackDigests(packed: string): string[] {
  if (packed.length % packedDigestLength !== 0) throw damaged("a digest is incomplete");
  return Array.from({ length: packed.length / packedDigestLength }, (_, index) => {
    const digest = unpackDigest(packed.slice(index * packedDigestLength, (index + 1) * packedDigestLength));
    if (digest === undefined) throw damaged(`digest ${index} is not one`);
    return digest;
  });
}

function damaged(what: string): Error {
  return new Error(`The data of the status page is damaged: ${what}. To repair it, run \`tagstream status\` again.`);
}
