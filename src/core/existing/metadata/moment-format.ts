/** The parts of a time in a time zone. */
interface LocalTime {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  millisecond: number;
  /** Minutes before UTC's clock. */
  offset: number;
  epoch: number;
}

const tokens =
  /\[[^[\]]*\]|\\.|Mo|MM?M?M?|Do|DDDo|DD?D?D?|ddd?d?|do|Qo?|YYYY|YY|GGGG|GG|WW?|E|a|A|hh?|HH?|kk?|mm?|ss?|S{1,9}|x|X|ZZ?|zz?|./gsu;

const months = "January February March April May June July August September October November December".split(" ");
const days = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split(" ");

/** The format that Moment uses if it is given none. */
export const isoFormat = "YYYY-MM-DDTHH:mm:ssZ";

/** A time in a format of Moment; undefined if the format has tokens beyond dates and clocks. */
export function formatMoment(time: string, format: string, zone = "UTC"): string | undefined {
  const local = localTime(time, zone);
  let text = "";
  for (const [token] of format.matchAll(tokens)) {
    const part = formatToken(token, local);
    if (part === undefined) return undefined;
    text += part;
  }
  return text;
}

function localTime(time: string, zone: string): LocalTime {
  const epoch = Date.parse(time);
  const wall = new Date(epoch + offsetOf(epoch, zone) * 60_000);
  return {
    year: wall.getUTCFullYear(),
    month: wall.getUTCMonth() + 1,
    day: wall.getUTCDate(),
    hour: wall.getUTCHours(),
    minute: wall.getUTCMinutes(),
    second: wall.getUTCSeconds(),
    millisecond: wall.getUTCMilliseconds(),
    offset: offsetOf(epoch, zone),
    epoch,
  };
}

/** Moment keeps UTC for a zone that it does not know. */
function offsetOf(epoch: number, zone: string): number {
  try {
    const format = new Intl.DateTimeFormat("en-GB", { timeZone: zone, timeZoneName: "longOffset" });
    const name = format.formatToParts(epoch).find(({ type }) => type === "timeZoneName")?.value ?? "";
    const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)/.exec(name) ?? [];
    if (sign === undefined) return 0;
    return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  } catch {
    return 0;
  }
}

function pad(value: number, width = 2): string {
  return String(value).padStart(width, "0");
}

function ordinal(value: number): string {
  const teen = value % 100 > 10 && value % 100 < 14;
  return `${value}${teen ? "th" : (["th", "st", "nd", "rd"][value % 10] ?? "th")}`;
}

function offsetText(offset: number, between: string): string {
  const minutes = Math.abs(offset);
  return `${offset < 0 ? "-" : "+"}${pad(Math.floor(minutes / 60))}${between}${pad(minutes % 60)}`;
}

function weekDay({ year, month, day }: LocalTime): number {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay();
}

function dayOfYear({ year, month, day }: LocalTime): number {
  return Math.round((Date.UTC(year, month - 1, day) - Date.UTC(year, 0, 1)) / 86_400_000) + 1;
}

/** The week and its year by ISO 8601: the week of a Thursday is in the Thursday's year. */
function isoWeek({ year, month, day }: LocalTime): { year: number; week: number } {
  const thursday = new Date(Date.UTC(year, month - 1, day));
  thursday.setUTCDate(thursday.getUTCDate() + 4 - (thursday.getUTCDay() || 7));
  const first = Date.UTC(thursday.getUTCFullYear(), 0, 1);
  return { year: thursday.getUTCFullYear(), week: Math.floor((thursday.getTime() - first) / 604_800_000) + 1 };
}

const printers: Readonly<Record<string, (at: LocalTime) => string>> = {
  YYYY: ({ year }) => pad(year, 4),
  YY: ({ year }) => pad(year % 100),
  GGGG: (at) => pad(isoWeek(at).year, 4),
  GG: (at) => pad(isoWeek(at).year % 100),
  Q: ({ month }) => String(Math.ceil(month / 3)),
  Qo: ({ month }) => ordinal(Math.ceil(month / 3)),
  M: ({ month }) => String(month),
  Mo: ({ month }) => ordinal(month),
  MM: ({ month }) => pad(month),
  MMM: ({ month }) => (months[month - 1] ?? "").slice(0, 3),
  MMMM: ({ month }) => months[month - 1] ?? "",
  W: (at) => String(isoWeek(at).week),
  WW: (at) => pad(isoWeek(at).week),
  D: ({ day }) => String(day),
  Do: ({ day }) => ordinal(day),
  DD: ({ day }) => pad(day),
  DDD: (at) => String(dayOfYear(at)),
  DDDo: (at) => ordinal(dayOfYear(at)),
  DDDD: (at) => pad(dayOfYear(at), 3),
  d: (at) => String(weekDay(at)),
  do: (at) => ordinal(weekDay(at)),
  dd: (at) => (days[weekDay(at)] ?? "").slice(0, 2),
  ddd: (at) => (days[weekDay(at)] ?? "").slice(0, 3),
  dddd: (at) => days[weekDay(at)] ?? "",
  E: (at) => String(weekDay(at) || 7),
  H: ({ hour }) => String(hour),
  HH: ({ hour }) => pad(hour),
  h: ({ hour }) => String(hour % 12 || 12),
  hh: ({ hour }) => pad(hour % 12 || 12),
  k: ({ hour }) => String(hour || 24),
  kk: ({ hour }) => pad(hour || 24),
  m: ({ minute }) => String(minute),
  mm: ({ minute }) => pad(minute),
  s: ({ second }) => String(second),
  ss: ({ second }) => pad(second),
  A: ({ hour }) => (hour < 12 ? "AM" : "PM"),
  a: ({ hour }) => (hour < 12 ? "am" : "pm"),
  X: ({ epoch }) => String(Math.floor(epoch / 1000)),
  x: ({ epoch }) => String(epoch),
  Z: ({ offset }) => offsetText(offset, ":"),
  ZZ: ({ offset }) => offsetText(offset, ""),
};

/** Letters that are tokens in Moment, but depend on a locale or an era. */
const unsupported = /^[eglLNwyz]/;

function formatToken(token: string, at: LocalTime): string | undefined {
  if (token.startsWith("[") && token.length > 1) return token.slice(1, -1);
  if (token.startsWith("\\")) return token.slice(1);
  if (/^S+$/.test(token)) return pad(at.millisecond, 3).padEnd(9, "0").slice(0, token.length);
  const print = Object.hasOwn(printers, token) ? printers[token] : undefined;
  if (print !== undefined) return print(at);
  return unsupported.test(token) ? undefined : token;
}
