const mark = /^(.+-\d{8}-\d{4}(?:-\d\d)?)\.(.+)$/;

/** Whether a tag records what an alias was for one publication: it never changes. */
export function isAliasMark(tag: string): boolean {
  return mark.test(tag);
}

/**
 * The aliases of a unit that do not show the newest publication that gives their text, as the marks in one registry say it. A mark counts if it
 * shows the digest of its timestamp tag. It shares no code with the product.
 */
export function wrongAliases(
  { path, stream }: { path: string; stream: string },
  tags: ReadonlyMap<string, string>,
  index: number,
): string[] {
  const newest = new Map<string, string>();
  const marks = [...tags].flatMap(([tag, digest]) => {
    const [, stamp = "", text = ""] = mark.exec(tag) ?? [];
    const isOwn = stamp.startsWith(stream) && /^-\d{8}-\d{4}(-\d\d)?$/.test(stamp.slice(stream.length));
    return isOwn && tags.get(stamp) === digest ? [{ stamp, text, digest }] : [];
  });
  for (const { text, digest } of marks.toSorted((one, other) => (one.stamp < other.stamp ? -1 : 1))) newest.set(text, digest);
  return [...newest].flatMap(([text, digest]) => {
    const shown = tags.get(text);
    return shown === digest ? [] : [`4: registry ${index} shows ${shown} under ${path}:${text}, which ${digest} gave last`];
  });
}
