/**
 * The stream that a unit follows, for people: its source's tag without what both tags share.
 * `fresh` for `25-el9-stable` that follows `25-el9-fresh`; the whole tag of a source that is named
 * differently.
 */
export function sourceStream({
  follows,
  stream,
  streamTag,
}: {
  follows: { unit: string };
  stream: string;
  streamTag: string;
}): string {
  const tag = follows.unit.slice(follows.unit.indexOf(":") + 1);
  const at = streamTag.indexOf(stream);
  if (at === -1) return tag;
  const [before, after] = [streamTag.slice(0, at), streamTag.slice(at + stream.length)];
  const isAlike = tag.startsWith(before) && tag.endsWith(after) && tag.length > before.length + after.length;
  return isAlike ? tag.slice(before.length, tag.length - after.length) : tag;
}
