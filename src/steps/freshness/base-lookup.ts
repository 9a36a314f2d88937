import type { Digest } from "../../core/lib/digest.ts";
import { groupBy } from "../../core/lib/group-by.ts";
import { mapLimited } from "../../core/lib/parallel.ts";
import { firstOf } from "../../core/lib/text/words.ts";
import type { Timestamp } from "../../core/lib/time/timestamp.ts";
import { placeOfBase, type SeenBase } from "../../core/oci/seen-base.ts";
import type { Unit } from "../../core/unit/unit.ts";
import type { Registry } from "../../ports/registry.ts";
import { type Asking, parallelUnits } from "../observe/asking.ts";
import { createdAt } from "../observe/created-at.ts";

/** What registries have now of the bases outside the configuration. */
export interface BaseLookup {
  /** Of these references, those that registries have now. */
  seenOf(references: readonly string[]): SeenBase[];
  /** Of these references, those that no longer exist. */
  goneOf(references: readonly string[]): string[];
  /** When the image of a base was created; undefined if unknown. Read once for each image. */
  createdOf(base: SeenBase): Promise<Timestamp | undefined>;
  notes: string[];
}

/** The most unit names in one note. */
const maxNames = 5;

/**
 * Looks each base up once, however many units are built on it: one HEAD. A base that cannot be read
 * is a note, and its units count as not moved.
 * @param referencesOf the references of each unit
 */
export async function lookUpBases(
  referencesOf: ReadonlyMap<Unit, readonly string[]>,
  registry: Registry,
  asking: Asking,
): Promise<BaseLookup> {
  const uses = [...referencesOf].flatMap(([unit, references]) => references.map((reference) => ({ unit, reference })));
  const users = groupBy(uses, ({ reference }) => reference);
  const found = new Map<string, Digest | "gone">();
  await mapLimited([...users], parallelUnits, async ([reference, all]) => {
    const { repository, tag } = placeOfBase(reference);
    const units = all.map(({ unit }) => unit);
    const ask = async () => (await registry.resolve(repository, tag)) ?? "gone";
    const digest = await asking.tolerate(units, ask, `its base ${reference} `);
    if (digest !== undefined) found.set(reference, digest);
  });
  const created = new Map<string, Promise<Timestamp | undefined>>();
  const read = async ({ reference, digest }: SeenBase): Promise<Timestamp | undefined> => {
    const { repository } = placeOfBase(reference);
    const ask = async () => {
      const manifest = await registry.manifest(repository, digest);
      return manifest && createdAt(registry, repository, manifest);
    };
    return asking.tolerate(users.get(reference)?.map(({ unit }) => unit) ?? [], ask, `the age of its base ${reference} `);
  };
  return {
    seenOf: (references) =>
      references.flatMap((reference) => {
        const digest = found.get(reference);
        return digest === undefined || digest === "gone" ? [] : [{ reference, digest }];
      }),
    goneOf: (references) => references.filter((reference) => found.get(reference) === "gone"),
    createdOf(base) {
      const reading = created.get(base.reference) ?? read(base);
      created.set(base.reference, reading);
      return reading;
    },
    notes: [...users].flatMap(([reference, all]) => {
      const names = all.map(({ unit }) => unit.name);
      return found.get(reference) === "gone" ? [goneNote(reference, names)] : [];
    }),
  };
}

function goneNote(reference: string, names: readonly string[]): string {
  return `The base ${reference} is gone: its registry has no such tag. ${firstOf(names, maxNames)}: nothing is rebuilt for it, and the next rebuild that is due will fail. Name another base in the Dockerfile.`;
}
