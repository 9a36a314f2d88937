import { holdOn } from "../../core/holds/hold.ts";
import { readManifestAnnotations } from "../../core/oci/annotations.ts";
import { type Because, becauseOf } from "../../core/pins/because.ts";
import type { FoundPin } from "../../core/pins/pin.ts";
import type { Publication } from "../../core/rollback/rollback.ts";
import type { Unit } from "../../core/unit/unit.ts";
import type { Forge } from "../../ports/forge.ts";
import type { Registry } from "../../ports/registry.ts";
import { type Holds, readHolds } from "../holds/holds.ts";
import { isMarked } from "../observe/listed-tag.ts";
import type { Shown } from "./shown.ts";

/** Says why a pin changes. @throws Failure */
export type BecauseReader = (unit: Unit, pin: FoundPin, shown: Shown) => Promise<Because>;

/**
 * A reader of reasons. Costs, for each image that pins get, its manifest and, for a rollback, its mark;
 * the holds are read once. Without a token they are unknown: then a reason names no person.
 */
export function createBecauseReader(registry: Registry, forge: Forge | undefined): BecauseReader {
  let holds: Promise<Holds> | undefined;
  const images = new Map<string, Promise<Pick<Image, "annotations" | "publication">>>();
  return async (unit, pin, shown) => {
    if (!("wanted" in shown)) return { text: "" };
    const { wanted, stamp, isRollback = () => false } = shown;
    const key = `${pin.repository}\n${unit.name}\n${wanted.tag}`;
    const publication = stamp && { stamp, digest: wanted.digest };
    const image =
      images.get(key) ?? readImage(registry, pin.repository, unit, wanted.digest, publication, isRollback(wanted.tag));
    images.set(key, image);
    holds ??= readHolds(forge);
    const hold = holdOn(unit, (await holds).holds);
    const fromRollback = pin.tag !== undefined && isRollback(pin.tag);
    return becauseOf({ unit, pin, to: wanted, ...(await image), fromRollback, ...(hold ? { hold } : {}) });
  };
}

interface Image {
  annotations: ReturnType<typeof readManifestAnnotations>;
  publication?: Publication;
}

async function readImage(
  registry: Registry,
  repository: string,
  unit: Unit,
  digest: Publication["digest"],
  publication: Publication | undefined,
  mayBeRollback: boolean,
): Promise<Image> {
  const [manifest, rollback] = await Promise.all([
    registry.manifest(repository, digest),
    publication && mayBeRollback ? isMarked(registry, repository, unit, publication) : false,
  ]);
  return {
    annotations: manifest ? readManifestAnnotations(manifest.bytes) : {},
    ...(publication ? { publication: rollback ? { ...publication, rollback: true } : publication } : {}),
  };
}
