/** A version as package.json has it. */
export interface Version {
  text: string;
  major: number;
  minor: number;
  patch: number;
  /** Such as `rc.0`. No tag but its own ever shows a pre-release. */
  preRelease: string | undefined;
}

/** Reads `1.2.3` or `2.0.0-rc.0`; undefined for any other text. */
export function parseVersion(text: string): Version | undefined {
  const found = /^(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z.-]+))?$/.exec(text);
  if (!found) return undefined;
  return { text, major: Number(found[1]), minor: Number(found[2]), patch: Number(found[3]), preRelease: found[4] };
}

/** The tag of a version, which nobody ever moves. */
export function tagOf({ text }: Version): string {
  return `v${text}`;
}

/** The tags that move with a version, each with the other versions that it may show. None move with a pre-release. */
export function movingTags({ major, minor, preRelease }: Version): { tag: string; covers: (other: Version) => boolean }[] {
  if (preRelease !== undefined) return [];
  return [
    { tag: `v${major}`, covers: (other) => other.major === major },
    { tag: `v${major}.${minor}`, covers: (other) => other.major === major && other.minor === minor },
  ];
}

/** The highest of these versions, pre-releases aside. */
export function highest(versions: readonly Version[]): Version | undefined {
  const released = versions.filter(({ preRelease }) => preRelease === undefined);
  return released.sort((a, b) => b.major - a.major || b.minor - a.minor || b.patch - a.patch)[0];
}

/** The tag under which npm lists a version: `latest` is what people get who name none. */
export function distTag(version: Version, released: readonly Version[]): string {
  if (version.preRelease !== undefined) return "next";
  return highest([...released, version])?.text === version.text ? "latest" : `latest-${version.major}`;
}
