/** A whole number with a unit, as people write time limits: `60s`, `5m`, `2h`, `7d`, `5w`. */
export const durationPattern = /^([1-9][0-9]{0,4})([smhdw])$/;

const milliseconds: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** The milliseconds of a duration. @throws TypeError for any other text: the schema accepts none */
export function parseDuration(text: string): number {
  const match = durationPattern.exec(text);
  const unit = milliseconds[match?.[2] ?? ""];
  if (!match || unit === undefined) throw new TypeError(`not a duration: ${text}`);
  return Number(match[1]) * unit;
}
