import { expect } from "@jest/globals";

/** The tags of a repository, with what they show. */
export type Tags = Record<string, string>;

/** Of a repository's tags, those of its stream's publications, oldest first. */
export function stamps(tags: Tags): [stamp: string, digest: string][] {
  const publications = Object.entries(tags).filter(([tag]) => /^release-\d{8}-\d{4}/.test(tag));
  return publications.map(([tag, digest]) => [tag.slice("release-".length), digest]);
}

/** What is in `after`, and not in `before`, without marks of rollbacks: those are held against their timestamp tags. */
export function added(before: Tags, after: Tags): Tags {
  const found = Object.entries(after).filter(([tag]) => !(tag in before));
  const marks = found.filter(([tag]) => tag.startsWith("rb."));
  expect(marks.map(([tag]) => after[tag.slice("rb.".length)])).toEqual(marks.map(([, digest]) => digest));
  return Object.fromEntries(found.filter(([tag]) => !tag.startsWith("rb.")));
}

/** `host/path` in its two parts. */
export function split(name: string): [host: string, path: string] {
  const slash = name.indexOf("/");
  return [name.slice(0, slash), name.slice(slash + 1)];
}
