import { bytesOf } from "../text/markdown.ts";
import { isPage } from "../text/run-link.ts";

/** A part of a summary. If room is short, it leaves out the highest ranks first. */
export interface Part {
  rank: number;
  text: string;
}

/**
 * The parts that fit into so many bytes, as one text; a note and a link to the run's log stand for
 * the others.
 */
export function withinLimit(parts: readonly Part[], maxBytes: number, url: string | undefined): string {
  const log = url !== undefined && isPage(url) ? `[the run's log](${url})` : "the run's log";
  const note = `*Shortened to GitHub's limit for summaries: see ${log} for the rest.*`;
  let room = maxBytes - bytesOf(note) - 2;
  const kept = new Set<Part>();
  for (const part of parts.toSorted((a, b) => a.rank - b.rank)) {
    const size = bytesOf(part.text) + 2;
    if (size > room) continue;
    room -= size;
    kept.add(part);
  }
  const texts = parts.filter((part) => kept.has(part)).map(({ text }) => text);
  return `${[...texts, ...(kept.size < parts.length ? [note] : [])].join("\n\n")}\n`;
}
