import { count } from "../../core/lib/text/words.ts";
import type { UnitStatus } from "../../core/status/status.ts";
import { Digest, shortDigest } from "../parts/digest.tsx";
import { clockWords } from "../parts/moment-words.ts";
import { Said } from "../parts/said.tsx";
import type { ShownOn } from "./day-view.ts";
import { PublicationTime } from "./publication-time.tsx";
import { sinceWords } from "./since-words.ts";

/** What a stream showed at the end of a day, and that it showed others earlier on that day. */
export function OnDay({ on: { at, earlier } }: { on: ShownOn }) {
  if (at.kind === "nothing") return <span class="muted">nothing: it was not published yet</span>;
  if (at.kind === "unknown") return <span class="muted">not known: older than what the page lists</span>;
  const { span } = at;
  return (
    <div class="shows">
      <PublicationTime publication={span.publication} />
      <Digest digest={span.digest} />
      {span.heldBy !== undefined && <span class="muted">held by #{span.heldBy}</span>}
      {earlier.length > 0 && (
        <span class="earlier">
          {count(earlier.length + 1, "image")} that day; until {clockWords(span.from)}:{" "}
          <Said text={earlier.map(({ publication, digest }) => publication ?? shortDigest(digest)).join(", ")} />
        </span>
      )}
    </div>
  );
}

/** What changed from that day until now: `3 publications later · 12 packages`. */
export function SinceDay({ unit, on: { at } }: { unit: UnitStatus; on: ShownOn }) {
  if (!unit.shows) return <span class="muted">nothing</span>;
  if (at.kind !== "shown") return <Digest digest={unit.shows.digest} />;
  if (at.span.digest === unit.shows.digest) return <span class="same">the same image</span>;
  return (
    <div class="shows">
      <span class="since">{sinceWords(unit, at.span.publication, unit.shows.timestamp)}</span>
      <span class="since-now">
        <PublicationTime publication={unit.shows.timestamp} />
        <Digest digest={unit.shows.digest} />
      </span>
    </div>
  );
}
