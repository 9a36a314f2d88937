/** A whole number with a unit, as people write time limits: `60s`, `5m`, `2h`, `7d`, `5w`. */
export const durationPattern = /^([1-9][0-9]{0,4})([smhdw])$/;

/** The same for ages, where a day is the shortest unit that makes sense: `30d`, `5w`, `1y`. */
export const agePattern = /^([1-9][0-9]{0,4})([dwy])$/;

/** The milliseconds of a day. */
export const day = 86_400_000;
const milliseconds: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: day, w: 7 * day, y: 365 * day };

/** The milliseconds of a duration or an age. @throws TypeError for any other text: the schema accepts none */
export function parseDuration(text: string): number {
  const match = durationPattern.exec(text) ?? agePattern.exec(text);
  const unit = milliseconds[match?.[2] ?? ""];
  if (!match || unit === undefined) throw new TypeError(`not a duration: ${text}`);
  return Number(match[1]) * unit;
}
