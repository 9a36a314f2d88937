import type { Sample } from "../existing/sample.ts";

/** A text with placeholders in the place of what the samples differ in, or why there is none, as a clause. */
export type Pattern = { pattern: string } | { fault: string };

/** A text in the first sample and in the second, and what stands for it. */
interface Token {
  texts: readonly [string, string];
  as: string;
  /** Why nothing stands for it. */
  fault?: string;
  /** Whether it counts only as a whole part of a text: it is the same in both samples. */
  isWhole?: true;
}

/** What a text is for: `{built}` is only for arguments, `{sha:7}` and `{date}` only for tags. */
export type Use = "tag" | "tag of a release" | "argument" | "git tag";

/**
 * The pattern of a text that is known in two samples. Parts that differ become the placeholders that
 * give them; the names of the repository and its default branch stay as they are in the first.
 */
export function patternOf(texts: readonly [string, string], samples: readonly [Sample, Sample], use: Use): Pattern {
  const tokens = tokensOf(samples, use);
  const plain = tokens.filter(({ fault }) => fault === undefined);
  const whole = compare(texts, plain);
  if (whole) return { pattern: whole.map((part) => (typeof part === "string" ? part : part.as)).join("") };
  const fault = compare(texts, tokens)?.find((part) => typeof part !== "string" && part.fault !== undefined);
  const known = typeof fault === "object" ? fault.fault : undefined;
  return { fault: known ?? "its text changes from run to run, and no placeholder gives it" };
}

/** The parts of both texts, or undefined if they differ in more than tokens. */
function compare(texts: readonly [string, string], tokens: readonly Token[]): (string | Token)[] | undefined {
  const dead = new Set<string>();
  const from = (i: number, j: number): (string | Token)[] | undefined => {
    if (i === texts[0].length && j === texts[1].length) return [];
    const key = `${i} ${j}`;
    if (dead.has(key)) return undefined;
    for (const [part, one, other] of partsAt(texts, i, j, tokens)) {
      const rest = from(i + one, j + other);
      if (rest) return [part, ...rest];
    }
    dead.add(key);
    return undefined;
  };
  return from(0, 0);
}

/** What both texts may go on with, and how long it is in each: a token, else one character. */
function partsAt(
  [a, b]: readonly [string, string],
  i: number,
  j: number,
  tokens: readonly Token[],
): [part: string | Token, one: number, other: number][] {
  const found = tokens.filter(
    ({ texts: [one, other], isWhole }) =>
      a.startsWith(one, i) && b.startsWith(other, j) && (!isWhole || isPart(a, i, i + one.length)),
  );
  const parts = found.map((token): [Token, number, number] => [token, token.texts[0].length, token.texts[1].length]);
  return i < a.length && a[i] === b[j] ? [...parts, [a.charAt(i), 1, 1]] : parts;
}

/** Whether a piece of a tag stands alone: `1` of `v1-alpine`, not of `1.4` or `python1`. */
function isPart(text: string, start: number, end: number): boolean {
  return /(?:^|[-_])v?$/.test(text.slice(0, start)) && /^(?:$|[-_])/.test(text.slice(end));
}

/** Longest first, so that a version is not read as its major. */
function tokensOf([first, second]: readonly [Sample, Sample], use: Use): Token[] {
  const pairs = (of: (sample: Sample) => Token["texts"][0], as: string, fault?: string): Token[] => {
    const texts = [of(first), of(second)] as const;
    return texts[0] === texts[1] || texts[0] === "" || texts[1] === ""
      ? []
      : [{ texts, as, ...(fault === undefined ? {} : { fault }) }];
  };
  const tokens = [
    ...pairs(({ repository }) => repository, first.repository),
    ...pairs(({ repository }) => repository.toLowerCase(), first.repository.toLowerCase()),
    ...pairs(({ repository }) => repository.split("/")[1] ?? "", first.repository.split("/")[1] ?? ""),
    ...pairs(({ repository }) => repository.split("/")[0] ?? "", first.repository.split("/")[0] ?? ""),
    ...pairs(({ defaultBranch }) => defaultBranch, first.defaultBranch),
    ...versionTokens(pairs),
    ...(use === "tag of a release" ? sharedVersionTokens(first, second) : []),
    ...(use === "git tag" ? [] : [...shaTokens(pairs, use), ...timeTokens(pairs, use)]),
    ...pairs(({ number }) => String(number), "", "it has the number of a pull request"),
  ];
  return tokens.sort((a, b) => b.texts[0].length - a.texts[0].length);
}

type Pairs = (of: (sample: Sample) => string, as: string, fault?: string) => Token[];

function versionTokens(pairs: Pairs): Token[] {
  const part = (index: number) => (sample: Sample) => sample.version.split(/[-+]/)[0]?.split(".")[index] ?? "";
  return [
    ...pairs(({ version }) => version, "{version}"),
    ...pairs((sample) => `${part(0)(sample)}.${part(1)(sample)}.${part(2)(sample)}`, "{major}.{minor}.{patch}"),
    ...pairs((sample) => `${part(0)(sample)}.${part(1)(sample)}`, "{major}.{minor}"),
    ...pairs(part(0), "{major}"),
  ];
}

/** The major, and the minor with it, that both samples have. */
function sharedVersionTokens(first: Sample, second: Sample): Token[] {
  return ["{major}.{minor}", "{major}"].flatMap((as) => {
    const count = as.split(".").length;
    const [text, other] = [first, second].map(({ version }) => version.split(".").slice(0, count).join("."));
    return text !== undefined && text === other ? [{ texts: [text, text], as, isWhole: true }] : [];
  });
}

const fewestDigits = 7;
const mostDigits = 40;
const usualDigits = 12;

function shaTokens(pairs: Pairs, use: Use): Token[] {
  const short = `\`{sha:N}\` gives ${fewestDigits} digits of a commit or more`;
  const inArgument = "it has the commit, which changes with every push, so nothing could be left unchanged";
  return Array.from({ length: mostDigits - 3 }, (_, index) => mostDigits - index).flatMap((digits) => {
    const fault = use === "argument" ? inArgument : digits < fewestDigits ? short : undefined;
    return pairs(({ sha }) => sha.slice(0, digits), digits === usualDigits ? "{sha}" : `{sha:${digits}}`, fault);
  });
}

function timeTokens(pairs: Pairs, use: Use): Token[] {
  const at = (from: number, to: number) => (sample: Sample) => digitsOf(sample).slice(from, to);
  if (use === "argument") {
    const written =
      (end: number, zone = "") =>
      (sample: Sample) =>
        sample.time.slice(0, end) + zone;
    const forms = [written(99), written(19, "Z"), written(19), written(10), at(0, 8), at(0, 14), at(0, 12)];
    return forms.flatMap((form) => pairs(form, "{built}"));
  }
  const fault = "no placeholder gives a time in this form: `{date}` is a day as YYYYMMDD, and timestamp tags have the minute";
  const seconds = (sample: Sample) => String(Math.floor(Date.parse(sample.time) / 1000));
  return [
    ...pairs(at(0, 8), "{date}"),
    ...[at(0, 14), at(0, 12), at(8, 14), at(8, 12), at(0, 6), at(2, 8), at(0, 4), at(2, 4), at(4, 6), at(6, 8), seconds].flatMap(
      (form) => pairs(form, "", fault),
    ),
  ];
}

/** `20261123061700` */
function digitsOf({ time }: Sample): string {
  return time.replace(/\D/g, "").slice(0, 14);
}
