import { duration } from "../../core/lib/text/words.ts";

/**
 * Milliseconds that a server asks clients to wait: `Retry-After` in seconds or as a date (RFC 9110,
 * section 10.2.3).
 */
export function retryAfter(value: unknown, now: Date): number | undefined {
  const text = String(value ?? "").trim();
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const date = text === "" ? Number.NaN : Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now.getTime());
}

/**
 * `for 1 h, until 14:05 UTC`, with the day unless it is today. Rounds the minute up: at that time
 * the wait is over.
 */
export function waitWords(milliseconds: number, now: Date): string {
  const minute = 60_000;
  const end = new Date(Math.ceil((now.getTime() + milliseconds) / minute) * minute);
  if (Number.isNaN(end.getTime())) return "for an unlimited time";
  const [day = "", time = ""] = end.toISOString().split("T");
  const until = `until ${time.slice(0, 5)} UTC${now.toISOString().startsWith(day) ? "" : ` on ${day}`}`;
  return `for ${duration(Math.ceil(milliseconds / 1000) * 1000)}, ${until}`;
}
