// Part of the independent checker: it shares no code with `src/core`, nor its way to count days.

/** A stamp, by its own reading. */
export interface CheckedStamp {
  text: string;
  days: number;
  minutes: number;
  isDay: boolean;
  /** Sorts by time, then by sequence. */
  order: string;
  month: string;
  week: string;
}

const lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function isLeap(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

/** Days since 1 January 2000, counted year by year and month by month. */
export function dayCount(year: number, month: number, dayOfMonth: number): number {
  let days = dayOfMonth - 1;
  for (let one = 2000; one < year; one++) days += isLeap(one) ? 366 : 365;
  for (let one = 1; one < month; one++) days += (lengths[one - 1] ?? 0) + (one === 2 && isLeap(year) ? 1 : 0);
  return days;
}

/** ISO 8601: a week belongs to the year that has its Thursday. 1 January 2000 was a Saturday. */
export function isoWeek(year: number, days: number): string {
  const thursday = days - ((days + 5) % 7) + 3;
  const own = [year + 1, year, year - 1].find((one) => dayCount(one, 1, 1) <= thursday) ?? year;
  return `${own}W${Math.floor((thursday - dayCount(own, 1, 1)) / 7) + 1}`;
}

/** Reads `20261123-0617-01` or `20261123`. */
export function readStamp(text: string): CheckedStamp {
  const [, y = "", m = "", d = "", , hour, minute, , sequence = "00"] =
    /^(\d{4})(\d\d)(\d\d)(-(\d\d)(\d\d))?(-(\d\d))?$/.exec(text) ?? [];
  const days = dayCount(Number(y), Number(m), Number(d));
  const isDay = hour === undefined;
  return {
    text,
    days,
    minutes: isDay ? 0 : Number(hour) * 60 + Number(minute),
    isDay,
    order: `${y}${m}${d}-${isDay ? "99:99" : `${hour}:${minute}`}-${sequence}`,
    month: `${y}-${m}`,
    week: isoWeek(Number(y), days),
  };
}

/** Minutes from one stamp to another; of days, whole days. */
export function minutesBetween(older: CheckedStamp, newer: CheckedStamp): number {
  const days = (newer.days - older.days) * 1440;
  return older.isDay || newer.isDay ? days : days + newer.minutes - older.minutes;
}

/** The stamp of a moment in milliseconds since 1970. */
export function stampAt(moment: number): CheckedStamp {
  const [date = "", time = ""] = new Date(moment).toISOString().split("T");
  return readStamp(`${date.replaceAll("-", "")}-${time.slice(0, 2)}${time.slice(3, 5)}`);
}
