import { eventOf } from "../../event.ts";
import { knownText, knownValue, type Text } from "../text.ts";
import type { OutputCommand } from "./command.ts";

/** `git` about the commit, the branch and the git tag that a run checks out. */
export const git: OutputCommand = ({ shell, args }) => {
  const { sample, occasion } = shell.context;
  const words = args.map((arg) => knownValue(arg));
  if (words.includes(undefined)) return undefined;
  const [command, ...rest] = words.filter((word) => word !== undefined);
  const { ref } = eventOf(occasion, sample);
  const branch = /^refs\/heads\/(.*)$/.exec(ref)?.[1];
  switch (command) {
    case "rev-parse":
      return revision(rest, sample.sha, branch);
    case "describe":
      return occasion.on === "git tag" && rest.includes("--tags") ? line(occasion.tag) : undefined;
    case "branch":
      return rest.includes("--show-current") ? line(branch ?? "") : undefined;
    case "symbolic-ref":
      return rest.includes("--short") ? line(branch ?? "") : undefined;
    case "log":
    case "show":
      return commitText(rest, sample.sha, sample.time);
    case "tag":
      return rest.includes("--points-at") && occasion.on === "git tag" ? line(occasion.tag) : undefined;
    default:
      return undefined;
  }
};

function line(text: string): Text {
  return knownText(`${text}\n`);
}

function revision(words: readonly string[], sha: string, branch: string | undefined): Text | undefined {
  const target = words.find((word) => !word.startsWith("-"));
  if (target !== undefined && !["HEAD", sha].includes(target)) return undefined;
  const short = words.find((word) => /^--short(=\d+)?$/.test(word));
  if (short !== undefined) return line(sha.slice(0, Number(short.slice("--short=".length) || 7)));
  if (words.includes("--abbrev-ref")) return line(branch ?? "HEAD");
  return words.every((word) => !word.startsWith("-") || word === "--verify") ? line(sha) : undefined;
}

function commitText(words: readonly string[], sha: string, time: string): Text | undefined {
  const format = words
    .map((word) => /^--(?:pretty=)?(?:format[:=])?(%\w+)$/.exec(word)?.[1])
    .find((found) => found !== undefined);
  const texts: Readonly<Record<string, string>> = {
    "%H": sha,
    "%h": sha.slice(0, 7),
    "%ct": String(Math.floor(Date.parse(time) / 1000)),
    "%at": String(Math.floor(Date.parse(time) / 1000)),
    "%cI": time,
    "%aI": time,
  };
  const text = format === undefined ? undefined : texts[format];
  return text === undefined ? undefined : line(text);
}

/** `date` of the run, in UTC as runners have it. */
export const date: OutputCommand = ({ shell, args }) => {
  const now = new Date(shell.context.sample.time);
  const formats = args.map((arg) => dateFormat(knownValue(arg) ?? "?"));
  const format = formats.includes(undefined) ? "" : formats.join("");
  const text = format === "" ? undefined : strftime(now, format);
  return text === undefined ? undefined : line(text);
};

/** The format that an argument of `date` asks for; undefined for an argument that changes the time. */
function dateFormat(word: string): string | undefined {
  if (word === "-u" || word === "--utc") return "";
  if (word.startsWith("+")) return word.slice(1);
  if (word === "--rfc-3339=seconds") return "%Y-%m-%d %H:%M:%S+00:00";
  const precision = /^(?:-I|--iso-8601=?)(seconds|date|)$/.exec(word)?.[1];
  if (precision === undefined) return undefined;
  return precision === "seconds" ? "%Y-%m-%dT%H:%M:%S+00:00" : "%Y-%m-%d";
}

const months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

function strftime(now: Date, format: string): string | undefined {
  const pad = (value: number, width = 2) => String(value).padStart(width, "0");
  const iso = now.toISOString();
  const startOfYear = Date.UTC(now.getUTCFullYear(), 0, 1);
  const values: Readonly<Record<string, string>> = {
    Y: iso.slice(0, 4),
    y: iso.slice(2, 4),
    m: iso.slice(5, 7),
    d: iso.slice(8, 10),
    e: String(now.getUTCDate()).padStart(2),
    H: iso.slice(11, 13),
    M: iso.slice(14, 16),
    S: iso.slice(17, 19),
    F: iso.slice(0, 10),
    T: iso.slice(11, 19),
    D: `${iso.slice(5, 7)}/${iso.slice(8, 10)}/${iso.slice(2, 4)}`,
    R: iso.slice(11, 16),
    s: String(Math.floor(now.getTime() / 1000)),
    N: `${iso.slice(20, 23)}000000`,
    j: pad(Math.floor((now.getTime() - startOfYear) / 86_400_000) + 1, 3),
    b: months[now.getUTCMonth()] ?? "",
    V: pad(isoWeek(now)),
    u: String(now.getUTCDay() || 7),
    Z: "UTC",
    z: "+0000",
    "%": "%",
  };
  let isUnknown = false;
  const text = format.replaceAll(/%(-?)(\w|%)/g, (_, dash: string, letter: string) => {
    const value = values[letter];
    if (value === undefined) isUnknown = true;
    return dash === "-" ? String(Number(value)) : (value ?? "");
  });
  return isUnknown ? undefined : text;
}

function isoWeek(day: Date): number {
  const thursday = new Date(day);
  thursday.setUTCDate(day.getUTCDate() + 4 - (day.getUTCDay() || 7));
  return Math.floor((thursday.getTime() - Date.UTC(thursday.getUTCFullYear(), 0, 1)) / 604_800_000) + 1;
}
