import { expandWord } from "./expand.ts";
import { type Escape, readInstructions } from "./lines.ts";

/** A source of a stage: an image, another stage, or a named context. */
export interface Source {
  name: string;
  line: number;
  /** Its FROM has the flag `--platform`. Otherwise BuildKit takes it for the image's own platform. */
  hasPlatform: boolean;
}

export interface Stage {
  /** In lower case, as BuildKit compares names of stages. */
  name: string | undefined;
  line: number;
  /** The reference in its FROM, unexpanded. */
  from: string;
  /** Its FROM has the flag `--platform`. */
  hasPlatform: boolean;
  /** `COPY --from=` and `RUN --mount=from=`, where BuildKit expands no variables. */
  copies: { name: string; line: number }[];
}

export interface Dockerfile {
  stages: Stage[];
  /** `ARG`s before the first FROM: the only ones that a FROM may use. */
  args: { name: string; value: string | undefined }[];
  escapeSign: Escape;
}

/** The stages of a Dockerfile; undefined if it has none. */
export function parseDockerfile(text: string): Dockerfile | undefined {
  const { instructions, escapeSign } = readInstructions(text);
  const stages: Stage[] = [];
  const args: Dockerfile["args"] = [];
  for (const { name, rest, line } of instructions) {
    const words = wordsOf(rest);
    const end = words.findIndex((word) => !word.startsWith("--"));
    const flags = end < 0 ? words : words.slice(0, end);
    const last = stages.at(-1);
    if (name === "FROM") stages.push(...stageFrom(flags, words.slice(flags.length), line));
    else if (name === "ARG" && !last) args.push(...words.map(argOf));
    else if (name === "COPY" || name === "RUN")
      last?.copies.push(
        ...flags.flatMap((flag) => sourceOf(name, unquoted(flag, escapeSign)) ?? []).map((from) => ({ name: from, line })),
      );
  }
  return stages.length === 0 ? undefined : { stages, args, escapeSign };
}

/** The stage of a FROM, from its words without flags; none if they name no image. */
function stageFrom(flags: readonly string[], [from, as, alias]: readonly string[], line: number): Stage[] {
  if (from === undefined) return [];
  const name = as?.toLowerCase() === "as" ? alias?.toLowerCase() : undefined;
  const hasPlatform = flags.some((flag) => /^--platform=/i.test(flag));
  return [{ name, line, from, hasPlatform, copies: [] }];
}

/** Splits a text into words and keeps their quotes. */
function wordsOf(text: string): string[] {
  return text.match(/(?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"'\\]|["'\\])+/gs) ?? [];
}

function argOf(word: string): { name: string; value: string | undefined } {
  const equals = word.indexOf("=");
  return equals < 0 ? { name: word, value: undefined } : { name: word.slice(0, equals), value: word.slice(equals + 1) };
}

/** The source in a flag. Of several `from` in one mount, BuildKit takes the last. */
function sourceOf(instruction: "COPY" | "RUN", flag: string): string | undefined {
  const start = instruction === "COPY" ? "--from=" : "--mount=";
  if (!flag.toLowerCase().startsWith(start)) return undefined;
  const value = flag.slice(start.length);
  const names = instruction === "COPY" ? [value] : value.split(",").flatMap((field) => /^\s*from=(.*)$/is.exec(field)?.[1] ?? []);
  return names.at(-1) || undefined;
}

/** A flag without its quotes and escapes. */
function unquoted(word: string, escapeSign: Escape): string {
  return word.replace(escapeSign === "`" ? /`(.?)|["']/gs : /\\(.?)|["']/gs, (_, escaped = "") => escaped);
}

/** The values that decide which images a Dockerfile names. */
export interface Circumstances {
  args: Readonly<Record<string, string>>;
  target: string | undefined;
  platform: string;
}

/**
 * The sources of a target outside the Dockerfile. BuildKit does not build stages that the target
 * does not need.
 */
export function sourcesOutside(dockerfile: Dockerfile, circumstances: Circumstances): Source[] {
  const { stages, escapeSign } = dockerfile;
  const variables = variablesOf(dockerfile, circumstances);
  const outside: Source[] = [];
  const visited = new Set<number>();
  const take = (source: Source, index: number): void => {
    if (index >= 0) visit(index);
    else outside.push(source);
  };
  const visit = (index: number): void => {
    const stage = stages[index];
    if (!stage || visited.has(index)) return;
    visited.add(index);
    const from = expandWord(stage.from, variables, escapeSign);
    if (from !== undefined) {
      const parent = lastNamed(stages.slice(0, index), from);
      if (parent >= 0 || from !== "scratch") take({ name: from, line: stage.line, hasPlatform: stage.hasPlatform }, parent);
    }
    for (const source of stage.copies) take({ ...source, hasPlatform: false }, indexOfCopied(stages, source.name));
  };
  visit(indexOfTarget(stages, circumstances.target));
  return outside;
}

function lastNamed(stages: readonly Stage[], name: string): number {
  return stages.findLastIndex((stage) => stage.name === name.toLowerCase());
}

function indexOfCopied(stages: readonly Stage[], name: string): number {
  return /^\d+$/.test(name) ? Number(name) : lastNamed(stages, name);
}

/** Without a target, BuildKit builds the last stage. */
function indexOfTarget(stages: readonly Stage[], target: string | undefined): number {
  if (target === undefined) return stages.length - 1;
  const named = lastNamed(stages, target);
  return named < 0 && /^\d+$/.test(target) ? Number(target) : named;
}

/** The variables that a FROM may use. Build arguments also replace those of BuildKit. */
function variablesOf({ args, escapeSign }: Dockerfile, { args: given, platform, target }: Circumstances): Map<string, string> {
  const variables = platformVariables(platform, target);
  for (const [name, value] of Object.entries(given)) if (variables.has(name)) variables.set(name, value);
  for (const { name, value } of args) {
    const byDefault = value === undefined ? undefined : expandWord(value, variables, escapeSign);
    const own = Object.hasOwn(given, name) ? given[name] : byDefault;
    if (own !== undefined) variables.set(name, own);
  }
  return variables;
}

/**
 * The variables that BuildKit itself sets. The builder's own platform is unknown here; the image's
 * platform stands in for it.
 */
function platformVariables(platform: string, target = ""): Map<string, string> {
  const [os = "", arch = "", variant = ""] = platform.split("/");
  const of = (side: string): [string, string][] => [
    [`${side}PLATFORM`, platform],
    [`${side}OS`, os],
    [`${side}OSVERSION`, ""],
    [`${side}ARCH`, arch],
    [`${side}VARIANT`, variant],
  ];
  return new Map([...of("BUILD"), ...of("TARGET"), ["TARGETSTAGE", target || "default"]]);
}
