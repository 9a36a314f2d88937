import { type Listing, readListing } from "../../core/publish/listing.ts";
import type { Unit } from "../../core/unit/unit.ts";
import type { Registry } from "../../ports/registry.ts";

/** The publications in a repository's tags, for any of its units. @throws Failure */
export type Lister = (repository: string, unit: Unit) => Promise<Listing>;

/** Lists each repository's tags once: units of one image share the listing. */
export function createLister(registry: Pick<Registry, "tags">): Lister {
  const listings = new Map<string, Promise<Listing>>();
  return (repository, unit) => {
    const known = listings.get(repository) ?? registry.tags(repository).then((tags) => readListing(tags, unit));
    listings.set(repository, known);
    return known;
  };
}
