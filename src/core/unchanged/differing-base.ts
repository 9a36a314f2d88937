import { type Material, type Provenance, sourceOf } from "../oci/provenance.ts";

/** The first image that only one of two builds resolved, in words; undefined if both resolved the same ones. */
export function differingBase(published: Provenance | undefined, built: Provenance | undefined): string | undefined {
  if (!published || !built) return "an image without provenance does not tell its bases";
  const [before, now] = [published, built].map(byText) as [ReadonlyMap<string, string>, ReadonlyMap<string, string>];
  const name = [...now].find(([key]) => !before.has(key))?.[1] ?? [...before].find(([key]) => !now.has(key))?.[1];
  return name === undefined ? undefined : `its base ${name} differs`;
}

/** The names of images for people, by all that provenance says of each. */
function byText({ images, unknown }: Provenance): ReadonlyMap<string, string> {
  const known = images.map((image) => [`${image.uri} ${image.digest}`, nameOf(image)] as const);
  return new Map([...known, ...unknown.map((text) => [text, text] as const)]);
}

function nameOf(image: Material): string {
  const source = sourceOf(image);
  if (!source) return image.uri;
  return source.tag === undefined ? source.repository : `${source.repository}:${source.tag}`;
}
