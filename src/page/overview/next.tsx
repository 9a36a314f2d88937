import { oneLine } from "../../core/lib/text/clean.ts";
import type { UnitStatus } from "../../core/status/status.ts";
import { Said } from "../parts/said.tsx";
import { nextWords } from "./next-words.ts";

/** What a follower takes next. */
export function Next({ unit, now }: { unit: UnitStatus; now: number }) {
  const words = nextWords(unit, now);
  if (!words) return <span class="muted">–</span>;
  return (
    <div class="next">
      <span title={oneLine(words.main)}>
        <Said text={words.main} />
      </span>
      {words.more !== undefined && (
        <span class="muted" title={oneLine(words.more)}>
          <Said text={words.more} />
        </span>
      )}
    </div>
  );
}
