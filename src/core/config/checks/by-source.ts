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
  const found: { entry: T; users: ImageModel[] }[] = [];
  const shared = new Map<string, { entry: T; users: ImageModel[] }>();
  for (const image of images) {
    for (const entry of entriesOf(image)) {
      const id = problems.isInherited(entry.path) ? JSON.stringify(entry.path.slice(2)) : undefined;
      const known = id === undefined ? undefined : shared.get(id);
      if (known) known.users.push(image);
      else {
        const group = { entry, users: [image] };
        found.push(group);
        if (id !== undefined) shared.set(id, group);
      }
    }
  }
  return found;
}
