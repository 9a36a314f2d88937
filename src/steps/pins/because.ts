import { holdOn } from "../../core/holds/hold.ts";
import { readManifestAnnotations } from "../../core/oci/annotations.ts";
import { type Because, becauseOf, type PinFacts } from "../../core/pins/because.ts";
import type { FoundPin, WantedPin } from "../../core/pins/pin.ts";
import type { Unit } from "../../core/unit/unit.ts";
import type { Forge } from "../../ports/forge.ts";
import type { Registry } from "../../ports/registry.ts";
import { type Holds, readHolds } from "../holds/holds.ts";
import { isMarked } from "../observe/listed-tag.ts";
import type { Shown, ShownPublication } from "./shown.ts";

/** Says why a pin changes. @throws Failure */
export type BecauseReader = (unit: Unit, pin: FoundPin, shown: Shown) => Promise<Because>;

/**
 * A reader of reasons. Costs, for each image that pins get, its manifest; after a rollback also its
 * mark, and older timestamps until one has the image. The holds are read once. Without a token they
 * are unknown: then a reason names no person.
 */
export function createBecauseReader(registry: Registry, forge: Forge | undefined): BecauseReader {
  let holds: Promise<Holds> | undefined;
  const images = new Map<string, Promise<Image>>();
  return async (unit, pin, shown) => {
    if (!("wanted" in shown)) return { text: "" };
    const { wanted, publication } = shown;
    const key = `${pin.repository}\n${unit.name}\n${wanted.tag}`;
    const image = images.get(key) ?? readImage(registry, pin.repository, unit, wanted, publication);
    images.set(key, image);
    holds ??= readHolds(forge);
    const hold = holdOn(unit, (await holds).holds);
    const fromRollback = pin.tag !== undefined && publication?.isRollback(pin.tag) === true;
    return becauseOf({ unit, pin, to: wanted, ...(await image), fromRollback, ...(hold ? { hold } : {}) });
  };
}

type Image = Pick<PinFacts, "annotations" | "publication" | "rolledBackTo">;

async function readImage(
  registry: Registry,
  repository: string,
  unit: Unit,
  { tag, digest }: WantedPin,
  shown: ShownPublication | undefined,
): Promise<Image> {
  const publication = shown && { stamp: shown.stamp, digest };
  const [manifest, isRollback] = await Promise.all([
    registry.manifest(repository, digest),
    publication && shown.isRollback(tag) ? isMarked(registry, repository, unit, publication) : false,
  ]);
  const annotations = manifest ? readManifestAnnotations(manifest.bytes) : {};
  if (!publication || !isRollback) return { annotations, ...(publication ? { publication } : {}) };
  const rolledBackTo = await shown.before();
  return { annotations, publication: { ...publication, rollback: true }, ...(rolledBackTo ? { rolledBackTo } : {}) };
}
