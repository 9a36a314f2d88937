import { day } from "../../lib/time/duration.ts";

const hour = day / 24;

/** The longest time between two starts of a schedule, in milliseconds, roughly: an hour, a day, a week or a month. */
export function gapOf(cron: string): number {
  const [, hours = "*", days = "*", , weekdays = "*"] = cron.trim().split(/\s+/);
  if (weekdays !== "*") return /^(?:\d+-\d+|\*\/\d)$/.test(weekdays) ? 4 * day : 7 * day;
  if (days !== "*") return 31 * day;
  return hours === "*" ? hour : day;
}
