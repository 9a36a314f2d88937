import { shortAge } from "../../core/freshness/age.ts";

interface Props {
  /** Milliseconds. */
  age: number;
  /** The age that images may have, in milliseconds. */
  limit: number;
}

/** An age against its limit: `6 d of 10 d`, and a small bar. */
export function AgeBar({ age, limit }: Props) {
  const part = limit === 0 ? 1 : Math.min(1, age / limit);
  const level = age > limit ? "over" : part > 0.7 ? "near" : "within";
  return (
    <span class={`age age-${level}`}>
      <svg viewBox="0 0 48 4" width="48" height="4" aria-hidden="true">
        <rect class="age-all" width="48" height="4" rx="2" />
        <rect class="age-part" width={Math.max(2, 48 * part)} height="4" rx="2" />
      </svg>
      <span>
        {shortAge(age)} <span class="muted">of {shortAge(limit)}</span>
      </span>
    </span>
  );
}
