/** Tags of one repository with their digests, as the registry answers. */
export type Tags = Readonly<Record<string, string>>;

/** `sha256:4be1c0ff`: a digest as Tagstream's own tables show it. */
export function short(digest: string | undefined): string {
  return digest === undefined ? "nothing" : digest.slice(0, "sha256:".length + 8);
}

/** The first heading of a job summary. */
export function headlineOf(summary: string): string {
  return lineWith(/^#+ /, summary).replace(/^#+ /, "");
}

/** The lines of a summary's first fenced block, without blank ones. */
export function fencedLines(summary: string): string[] {
  const lines = summary.split("\n");
  const start = lines.findIndex((line) => line.startsWith("```"));
  const block = lines.slice(start + 1);
  return block.slice(0, block.indexOf("```")).filter((line) => line.trim() !== "");
}

/** Text without Markdown's marks and links, for a terminal. */
export function plain(markdown: string): string {
  return markdown
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll(/\*\*|`/g, "");
}

/** The first line of a text that a pattern matches. */
export function lineWith(pattern: RegExp, text: string): string {
  const found = text.split("\n").find((line) => pattern.test(line));
  if (found === undefined) throw new Error(`No line matches ${pattern} in:\n${text}`);
  return found.trim();
}

/**
 * A line for each digest that a stream's tags show: `sha256:4be1c0ff  release latest rc.….pr-7 · at
 * 20261126-1040`.
 */
export function streamLines(tags: Tags, stream: string): string[] {
  const groups = new Map<string, string[]>();
  for (const [tag, digest] of Object.entries(tags)) groups.set(digest, [...(groups.get(digest) ?? []), tag]);
  return [...groups].flatMap(([digest, names]) => {
    const moving = names.filter((name) => stampOf(name) === undefined && !/^r[bc]\./.test(name));
    const candidates = names.filter((name) => new RegExp(`^rc\\.${stream}\\.pr-\\d+$`).test(name));
    const stamps = stampsOf(names, stream);
    if (stamps.length === 0 && candidates.length === 0) return [];
    const shown = [...moving, ...candidates.map((name) => name.replace(stream, "…"))].join(" ");
    const parts = [...(shown === "" ? [] : [shown]), ...(stamps.length === 0 ? [] : [`at ${stamps.join(", ")}`])];
    return [`${short(digest)}  ${parts.join(" · ")}`];
  });
}

/** The timestamps under which a stream was published, of all tags of its image. */
export function stampsOf(tags: readonly string[], stream: string): string[] {
  return tags.filter((tag) => tag.startsWith(`${stream}-`)).flatMap((tag) => stampOf(tag) ?? []);
}

function stampOf(tag: string): string | undefined {
  return /-(\d{8}-\d{4}(?:-\d+)?)$/.exec(tag)?.[1];
}
