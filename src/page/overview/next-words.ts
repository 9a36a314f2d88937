import { sourceStream } from "../../core/follow/source-stream.ts";
import { joined } from "../../core/lib/text/words.ts";
import type { UnitStatus } from "../../core/status/status.ts";
import { agoWords, publicationTime, readMoment } from "../parts/moment-words.ts";

interface Words {
  main: string;
  /** The second line. */
  more?: string;
}

/** What a follower takes next, when, and what it waits for. Units that follow none have no words. */
export function nextWords({ follows, stream, streamTag }: UnitStatus, now: number): Words | undefined {
  if (!follows) return undefined;
  const { takes, next, withdrawn, unknown } = follows;
  const source = sourceStream({ follows, stream, streamTag });
  if (takes) return { main: `takes ${timeOf(takes.timestamp)}`, more: `from ${source}, on the next run` };
  if (next) {
    const main = `${timeOf(next.timestamp)} from ${source}`;
    if (next.withdrawn !== undefined) return { main, more: "withdrawn: it stays out" };
    const at = next.at === undefined ? undefined : readMoment(next.at);
    if (at !== undefined && at <= now) return { main, more: `due ${agoWords(at, now)}` };
    const when = at === undefined ? "" : `${agoWords(at, now)}; `;
    return { main, more: `${when}waits for ${joined(next.waitingFor)}` };
  }
  if (withdrawn !== undefined) return { main: "shows a withdrawn image", more: withdrawn };
  if (unknown !== undefined) return { main: "not known", more: unknown };
  return { main: `up to date with ${source}` };
}

/** Without "UTC": the table's head says it once. */
function timeOf(publication: string): string {
  return publicationTime(publication).replace(/ UTC$/, "");
}
