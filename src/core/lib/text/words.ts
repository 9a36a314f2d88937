/** `1 unit`, `6,000 units` */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${thousands(number)} ${number === 1 ? one : many}`;
}

/** `6,000` */
export function thousands(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** Bytes as megabytes, without the unit: `0.4`, `119`. */
export function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(bytes < 10e6 ? 1 : 0);
}

/** `a, b and c` */
export function joined(words: readonly string[], last = "and"): string {
  return words.length < 2 ? (words[0] ?? "") : `${words.slice(0, -1).join(", ")} ${last} ${words.at(-1)}`;
}

/** At most so many words, and the number of the others: `a, b … and 40 more` */
export function someOf(words: readonly string[], most: number): string {
  // The last word needs no more space than "and 1 more".
  if (words.length <= most + 1) return words.join(", ");
  return `${words.slice(0, most).join(", ")} … and ${thousands(words.length - most)} more`;
}

/** The same inside a sentence: `a, b and 40 more` */
export function firstOf(words: readonly string[], most: number): string {
  const more = words.length > most ? ` and ${words.length - most} more` : "";
  return `${words.slice(0, most).join(", ")}${more}`;
}

/** Milliseconds for people: `1.4 s`, `12 s`, `2 min 5 s`, `1 h 2 min`. */
export function duration(milliseconds: number): string {
  const tenths = Math.round(milliseconds / 100);
  if (tenths < 100) return `${tenths % 10 === 0 ? tenths / 10 : (tenths / 10).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = seconds < 3600 ? Math.floor(seconds / 60) : Math.round(seconds / 60);
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Milliseconds for people, where minutes or days count: `12 min`, `3 h 5 min`, `4 d 3 h`, `7 d`. */
export function spanWords(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / 60_000);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  const words = (large: number, unit: string, small: number, smallUnit: string): string =>
    `${thousands(large)} ${unit}${small === 0 ? "" : ` ${small} ${smallUnit}`}`;
  if (days > 0) return words(days, "d", hours % 24, "h");
  return hours > 0 ? words(hours, "h", minutes % 60, "min") : `${minutes} min`;
}

/** `8d2f31c`: a commit in git's short form. */
export function shortCommit(commit: string): string {
  return commit.slice(0, 7);
}

/** `amd64`, `arm/v7`: a platform without `linux/`. */
export function shortPlatform(platform: string): string {
  return platform.replace(/^linux\//, "");
}

/** A text without the full stop at its end, to continue the sentence. */
export function withoutStop(text: string): string {
  return text.replace(/\.$/, "");
}
