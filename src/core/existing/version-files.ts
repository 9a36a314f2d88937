import { escapePattern } from "../lib/text/escape-pattern.ts";

/** Where a text stands in a file: the whole of it, or the first group of a pattern. */
export interface FileText {
  file: string;
  /** For JavaScript; `^` and `$` match at line ends. Absent: the whole file. */
  match?: string;
}

/** Usual places of a version, by the file's name. */
const usual: readonly [name: RegExp, match: string][] = [
  [/\.json$/, '^\\s*"version":\\s*"([^"]+)"'],
  [/\.toml$/, '^version\\s*=\\s*"([^"]+)"'],
  [/^Chart\.ya?ml$/, "^version:\\s*[\"']?([^\"'\\s]+)"],
  [/^Chart\.ya?ml$/, "^appVersion:\\s*[\"']?([^\"'\\s]+)"],
  [/\.ya?ml$/, "^version:\\s*[\"']?([^\"'\\s]+)"],
  [/\.(py|cfg)$/, "^(?:__version__|version)\\s*=\\s*[\"']?([^\"'\\s]+)"],
  [/\.properties$/, "^version\\s*=\\s*(\\S+)"],
  [/\.xml$/, "^\\s*<version>([^<]+)</version>"],
  [/Dockerfile/, "^ARG VERSION=(\\S+)"],
];

/**
 * Where a text that a script read stands in its file: for `values: { version: { file, match } }`.
 * @returns undefined if no short pattern finds it
 */
export function versionFileOf(file: string, content: string, text: string): FileText | undefined {
  if (text === "" || /[\r\n]/.test(text)) return undefined;
  if (content.replace(/^\uFEFF/, "").trim() === text) return { file };
  const name = file.slice(file.lastIndexOf("/") + 1);
  const candidates = usual.filter(([pattern]) => pattern.test(name)).map(([, match]) => match);
  const match = [...candidates, ...linePattern(content, text)].find((pattern) => firstGroup(content, pattern) === text);
  return match === undefined ? undefined : { file, match };
}

/** The first line that has the text after a name, as a pattern: `^VERSION = (\S+)`. */
function linePattern(content: string, text: string): string[] {
  for (const line of content.split(/\r?\n/)) {
    const at = line.indexOf(text);
    const before = line.slice(0, Math.max(at, 0));
    const after = line.slice(at + text.length);
    if (at < 0 || before.length > 80 || /[\w.+-]$/.test(before.replace(/v$/, "")) || /^[\w.+-]/.test(after)) continue;
    const end = /["']$/.test(before) ? `[^${before.at(-1) ?? ""}]+` : "\\S+";
    return [`^${spaced(before)}(${end})`, `^${spaced(before)}(.+?)${spaced(after)}$`];
  }
  return [];
}

function spaced(text: string): string {
  return escapePattern(text).replaceAll("\\-", "-").replaceAll("\\/", "/").replaceAll(/\s+/g, "\\s+");
}

function firstGroup(content: string, pattern: string): string | undefined {
  try {
    return new RegExp(pattern, "m").exec(content)?.[1];
  } catch {
    return undefined;
  }
}
