import { shortAge } from "../../core/freshness/age.ts";
import type { UnitStatus } from "../../core/status/status.ts";
import { AgeBar } from "../parts/age-bar.tsx";
import { Digest } from "../parts/digest.tsx";
import { Moment } from "../parts/moment.tsx";

interface Props {
  unit: UnitStatus;
  /** The age of its newest publication, in milliseconds. */
  age: number | undefined;
  /** The age that images may have, in milliseconds. */
  limit: number;
}

/** What a stream shows now: when that was published, its digest, its age against the limit. */
export function Shows({ unit: { shows, unknown }, age, limit }: Props) {
  if (!shows) return <span class="muted">{unknown.length > 0 ? "not known" : "nothing yet"}</span>;
  return (
    <div class="shows">
      <span class="shows-time">{shows.timestamp === undefined ? "not published here" : <Moment at={shows.timestamp} />}</span>
      <Digest digest={shows.digest} />
      {age !== undefined && <AgeBar age={age} limit={limit} />}
    </div>
  );
}

/** An age in words alone. */
export function ageWords(age: number | undefined): string {
  return age === undefined ? "no age" : shortAge(age);
}
