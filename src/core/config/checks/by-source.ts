import type { Path } from "../document/document.ts";
import type { Problems } from "../document/problems.ts";
import type { ImageModel } from "../model.ts";

/**
 * Entries of images in groups by the place where the file has them. `defaults` gives one entry to
 * many images: it is right if it fits one of them.
 */
export function bySource<T extends { path: Path }>(
  images: readonly ImageModel[],
  entriesOf: (image: ImageModel) => readonly T[],
  problems: Problems,
): { entry: T; users: ImageModel[] }[] {
  const all = images.flatMap((image) => entriesOf(image).map((entry) => ({ entry, users: [image] })));
  const shared = new Map<string, ImageModel[]>();
  return all.filter(({ entry, users }) => {
    if (!problems.isInherited(entry.path)) return true;
    const id = JSON.stringify(entry.path.slice(2));
    const known = shared.get(id);
    if (known) known.push(...users);
    else shared.set(id, users);
    return !known;
  });
}
