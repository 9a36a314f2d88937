import { type Material, type Provenance, sourceOf } from "../oci/provenance.ts";
import type { SeenBase } from "../oci/seen-base.ts";

/** What one of two builds resolved, and the bases that its plan gave it by digest. */
export interface BuiltOn {
  provenance: Provenance | undefined;
  seen?: readonly SeenBase[] | undefined;
}

/**
 * The first image that only one of two builds resolved, in words; undefined if both resolved the same
 * ones. The same image counts as the same, whether a build found it by its tag or got its digest.
 */
export function differingBase(published: BuiltOn, built: BuiltOn): string | undefined {
  const [before, now] = [byText(published), byText(built)];
  if (!before || !now) return "an image without provenance does not tell its bases";
  const name = [...now].find(([key]) => !before.has(key))?.[1] ?? [...before].find(([key]) => !now.has(key))?.[1];
  return name === undefined ? undefined : `its base ${name} differs`;
}

/** The names of images for people, by name and digest. */
function byText({ provenance, seen }: BuiltOn): ReadonlyMap<string, string> | undefined {
  if (!provenance) return undefined;
  const known = provenance.images.map((image) => {
    const name = nameOf(image, seen);
    return [`${name} ${image.digest}`, name] as const;
  });
  return new Map([...known, ...provenance.unknown.map((text) => [text, text] as const)]);
}

function nameOf(image: Material, seen: BuiltOn["seen"]): string {
  const source = sourceOf(image, seen);
  if (!source) return image.uri;
  return source.tag === undefined ? source.repository : `${source.repository}:${source.tag}`;
}
