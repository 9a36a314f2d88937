import { groupBy } from "../../lib/group-by.ts";
/** A repository that did not answer, with the error. */
export interface Unasked {
  repository: string;
  failure: string;
}

/**
 * Groups repositories that did not answer: one unreachable host gives one entry, however many
 * repositories it has.
 * @returns `where`: a repository, or a host with the number of its repositories
 */
export function unaskedByHost(all: readonly Unasked[]): { where: string; failure: string }[] {
  const groups = groupBy(all, (unasked) => `${hostOf(unasked)} ${unreachableHost(unasked) ?? unasked.failure}`);
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

/**
 * Concurrent calls may report different errors for one unreachable host: a broken connection, or a
 * timeout.
 */
function unreachableHost({ failure }: Unasked): string | undefined {
  return /^(\S+) cannot be reached: /.exec(failure)?.[1];
}
