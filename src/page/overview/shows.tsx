import type { UnitStatus } from "../../core/status/status.ts";
import { Digest } from "../parts/digest.tsx";
import { PublicationTime } from "./publication-time.tsx";

/** What a stream shows now: when that was published, and its digest. */
export function Shows({ unit: { shows, unknown } }: { unit: UnitStatus }) {
  if (!shows) return <span class="muted">{unknown.length > 0 ? "not known" : "nothing yet"}</span>;
  return (
    <div class="shows">
      <PublicationTime publication={shows.timestamp} />
      <Digest digest={shows.digest} />
    </div>
  );
}
