/**
 * UTC `YYYYMMDD-HHMM`. Sorts the same as text and as time. A whole day is `YYYYMMDD-2400`, ISO 8601's
 * end of the day: it comes after every minute of that day, and no clock shows it.
 */
export type Timestamp = string & { readonly __timestamp: unique symbol };

const endOfDay = "-2400";
const pattern = /^(\d{4})(\d{2})(\d{2})-(\d{2})(\d{2})$/;

/** The timestamp of a moment, cut to the minute. */
export function timestampOf(moment: Date): Timestamp {
  const iso = moment.toISOString(); // 2026-11-23T06:17:00.000Z
  return `${iso.slice(0, 10).replaceAll("-", "")}-${iso.slice(11, 16).replace(":", "")}` as Timestamp;
}

/**
 * The text as a timestamp, or undefined: the 30th of February has the right shape, but is no day.
 */
export function parseTimestamp(text: string): Timestamp | undefined {
  const match = pattern.exec(text);
  if (!match) return undefined;
  const [month, day, hour, minute] = [Number(match[2]), Number(match[3]), Number(match[4]), Number(match[5])];
  // Cheaper than to print and compare the moment: a registry lists thousands of tags.
  const date = new Date(Date.UTC(Number(match[1]), month - 1, day));
  const exists = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && hour < 24 && minute < 60;
  return exists ? (text as Timestamp) : undefined;
}

/** The moment that a timestamp names, in milliseconds since 1970, UTC. */
export function millisecondsOf(timestamp: Timestamp): number {
  const match = pattern.exec(timestamp);
  if (!match) throw new TypeError(`not a timestamp: ${timestamp}`);
  return Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3]), Number(match[4]), Number(match[5]));
}

/** The day of a timestamp: `2026-11-23`. */
export function dayOfTimestamp(timestamp: Timestamp): string {
  return rfc3339(timestamp).slice(0, 10);
}

/** The whole day of a timestamp. */
export function wholeDayOf(timestamp: Timestamp): Timestamp {
  return `${timestamp.slice(0, 8)}${endOfDay}` as Timestamp;
}

/** Whether a timestamp is a whole day, not a minute. */
export function isWholeDay(timestamp: Timestamp): boolean {
  return timestamp.endsWith(endOfDay);
}

/** Parses a day, `20261123`; undefined if it does not exist. */
export function parseDay(text: string): Timestamp | undefined {
  const start = parseTimestamp(`${text}-0000`);
  return start && wholeDayOf(start);
}

/** The first minute that a timestamp may mean: that of a whole day is its midnight. */
export function firstMinuteOf(timestamp: Timestamp): Timestamp {
  return isWholeDay(timestamp) ? (`${timestamp.slice(0, 8)}-0000` as Timestamp) : timestamp;
}

/** The timestamp one minute earlier. */
export function minuteBefore(timestamp: Timestamp): Timestamp {
  return timestampOf(new Date(millisecondsOf(timestamp) - 60_000));
}

/** The timestamp one minute later. */
export function minuteAfter(timestamp: Timestamp): Timestamp {
  return timestampOf(new Date(millisecondsOf(timestamp) + 60_000));
}

/** RFC 3339, for the label `org.opencontainers.image.created`. */
export function rfc3339(timestamp: Timestamp): string {
  return new Date(millisecondsOf(timestamp)).toISOString().replace(".000Z", "Z");
}
