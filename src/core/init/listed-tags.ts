/** A reference of today's workflows, or of the proposal. */
interface Reference {
  repository: string;
  tag: string;
}

/** What a registry lists for a repository of today's workflows. */
export type Listing = { repository: string; tags: readonly string[] } | { repository: string; fault: string };

/** The same, compared with what workflows write. */
export type ListedRepository =
  | {
      repository: string;
      /** How many tags the registry has. */
      count: number;
      /** Tags of today's references that exist. */
      existing: readonly string[];
      /** Tags in no form that a workflow writes: a person pushed them, or a workflow of old. */
      unwritten: readonly string[];
    }
  | { repository: string; fault: string };

/**
 * Compares what registries list with what workflows write. A tag counts as written if a reference has the
 * same form, whatever its numbers and commit.
 */
export function listedRepositories(listings: readonly Listing[], references: readonly Reference[]): ListedRepository[] {
  return listings.map((listing) => {
    if ("fault" in listing) return listing;
    const { repository, tags } = listing;
    const written = references.filter((reference) => reference.repository === repository).map(({ tag }) => tag);
    const forms = new Set(written.map(formOf));
    return {
      repository,
      count: tags.length,
      existing: [...new Set(written)].filter((tag) => tags.includes(tag)),
      unwritten: tags.filter((tag) => !forms.has(formOf(tag)) && !isReferrer(tag)),
    };
  });
}

/** The tag with its numbers and commits taken out: `sha-4be1c0f` is like any other commit. */
function formOf(tag: string): string {
  return tag.replace(/(?<![a-z0-9])[0-9a-f]{7,64}(?![a-z0-9])/g, "<hex>").replace(/\d+/g, "<number>");
}

/** What signatures and attestations have for tags: they belong to an image, and nobody pulls them. */
function isReferrer(tag: string): boolean {
  return /^sha256-[0-9a-f]{64}(\.\w+)?$/.test(tag);
}
