/** A repository that could not be asked, and why. */
export interface Unasked {
  repository: string;
  failure: string;
}

/**
 * What could not be asked, each fact once: a host that cannot be reached is one fact, and not one for each of its repositories.
 * @returns where: a repository, or a host with how many of its repositories are meant
 */
export function unaskedByHost(all: readonly Unasked[]): { where: string; failure: string }[] {
  const groups = new Map<string, Unasked[]>();
  for (const unasked of all) {
    const key = `${hostOf(unasked)} ${unreachableHost(unasked) ?? unasked.failure}`;
    groups.set(key, [...(groups.get(key) ?? []), unasked]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const several = `${hostOf(first)} (${group.length} repositories)`;
    return [{ where: group.length === 1 ? first.repository : several, failure: first.failure }];
  });
}

function hostOf({ repository }: Unasked): string {
  return repository.slice(0, repository.indexOf("/"));
}

/** Calls of one moment may tell differently how a host could not be reached: it broke off, it did not answer. */
function unreachableHost({ failure }: Unasked): string | undefined {
  return /^(\S+) cannot be reached: /.exec(failure)?.[1];
}
