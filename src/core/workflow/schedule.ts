/** Minutes that are odd, and not those that everybody takes. */
const minutes = Array.from({ length: 60 }, (_, minute) => minute).filter((minute) => minute % 2 === 1 && minute % 5 !== 0);

/**
 * When a repository's images are rebuilt, UTC: on Mondays, or daily, early in the morning. Its name
 * decides on hour and minute, so that not all repositories take the same.
 */
export function cronOf(repository: string, daily: boolean): string {
  const number = numberOf(repository);
  return `${minuteOf(number)} ${3 + (Math.floor(number / minutes.length) % 5)} * * ${daily ? "*" : "1"}`;
}

/** A repository's schedule of today: another minute if it is one that everybody takes. */
export function keptCron(cron: string, repository: string): string {
  const [minute = "", ...rest] = cron.trim().split(/\s+/);
  const isOwn = /^\d+$/.test(minute) && Number(minute) % 5 !== 0;
  return [isOwn ? minute : minuteOf(numberOf(repository)), ...rest].join(" ");
}

function minuteOf(number: number): number {
  return minutes[number % minutes.length] ?? 17;
}

/** A number that differs between texts (FNV-1a). */
function numberOf(text: string): number {
  let number = 0x811c9dc5;
  for (const character of text.toLowerCase()) number = Math.imul(number ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return number;
}
