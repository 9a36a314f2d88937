import { expandWord } from "./expand.ts";
import { type Escape, readInstructions } from "./lines.ts";

/** What a stage takes from an image, from another stage, or from a named context. */
export interface Source {
  name: string;
  line: number;
}

export interface Stage {
  /** In lower case: stages have no other names. */
  name: string | undefined;
  line: number;
  /** What its FROM names, as it is written. */
  from: string;
  /** `COPY --from=` and `RUN --mount=from=`: no variables are filled in there. */
  copies: Source[];
}

export interface Dockerfile {
  stages: Stage[];
  /** `ARG`s before the first FROM: the only ones that a FROM may use. */
  args: { name: string; value: string | undefined }[];
  escapeSign: Escape;
}

/** The stages of a Dockerfile; undefined when it has none. */
export function parseDockerfile(text: string): Dockerfile | undefined {
  const { instructions, escapeSign } = readInstructions(text);
  const stages: Stage[] = [];
  const args: Dockerfile["args"] = [];
  for (const { name, rest, line } of instructions) {
    const words = wordsOf(rest);
    const end = words.findIndex((word) => !word.startsWith("--"));
    const flags = end < 0 ? words : words.slice(0, end);
    const last = stages.at(-1);
    if (name === "FROM") {
      const [from, as, alias] = words.slice(flags.length);
      if (from !== undefined)
        stages.push({ name: as?.toLowerCase() === "as" ? alias?.toLowerCase() : undefined, line, from, copies: [] });
    } else if (!last) {
      if (name === "ARG") args.push(...words.map(argOf));
    } else if (name === "COPY" || name === "RUN") {
      last.copies.push(...flags.flatMap((flag) => sourcesOf(name, unquoted(flag), line)));
    }
  }
  return stages.length === 0 ? undefined : { stages, args, escapeSign };
}

/** Words apart, quotes kept. */
function wordsOf(text: string): string[] {
  return text.match(/(?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"'\\]|["'\\])+/gs) ?? [];
}

function argOf(word: string): { name: string; value: string | undefined } {
  const equals = word.indexOf("=");
  return equals < 0 ? { name: word, value: undefined } : { name: word.slice(0, equals), value: word.slice(equals + 1) };
}

function sourcesOf(instruction: "COPY" | "RUN", flag: string, line: number): Source[] {
  const start = instruction === "COPY" ? "--from=" : "--mount=";
  if (!flag.toLowerCase().startsWith(start)) return [];
  const value = flag.slice(start.length);
  if (instruction === "COPY") return [{ name: value, line }];
  return value.split(",").flatMap((field) => {
    const [, name] = /^\s*from=(.+)$/is.exec(field) ?? [];
    return name === undefined ? [] : [{ name, line }];
  });
}

function unquoted(word: string): string {
  return word.replace(/["']/g, "");
}

/** What decides which images a Dockerfile names. */
export interface Circumstances {
  args: Readonly<Record<string, string>>;
  target: string | undefined;
  platform: string;
}

/** What the build of a target takes from outside the Dockerfile: stages that it does not need are not built. */
export function sourcesOutside(
  { stages, args, escapeSign }: Dockerfile,
  { args: given, target, platform }: Circumstances,
): Source[] {
  const variables = platformVariables(platform, target);
  for (const [name, value] of Object.entries(given)) if (variables.has(name)) variables.set(name, value);
  for (const { name, value } of args) {
    const own = Object.hasOwn(given, name)
      ? given[name]
      : value === undefined
        ? undefined
        : expandWord(value, variables, escapeSign);
    if (own !== undefined) variables.set(name, own);
  }
  const indexOf = (name: string, before = stages.length) =>
    stages.slice(0, before).findLastIndex((stage) => stage.name === name.toLowerCase());
  const outside: Source[] = [];
  const seen = new Set<number>();
  const visit = (index: number): void => {
    const stage = stages[index];
    if (!stage || seen.has(index)) return;
    seen.add(index);
    const from = expandWord(stage.from, variables, escapeSign);
    const parent = from === undefined ? -1 : indexOf(from, index);
    if (parent >= 0) visit(parent);
    else if (from !== undefined && from !== "scratch") outside.push({ name: from, line: stage.line });
    for (const source of stage.copies) {
      const other = /^\d+$/.test(source.name) ? Number(source.name) : indexOf(source.name);
      if (other >= 0) visit(other);
      else outside.push(source);
    }
  };
  visit(target === undefined ? stages.length - 1 : targetIndex(target, indexOf(target)));
  return outside;
}

function targetIndex(target: string, named: number): number {
  return named < 0 && /^\d+$/.test(target) ? Number(target) : named;
}

/** The variables that BuildKit itself sets; the builder's own platform is not known here, and taken to be the image's. */
function platformVariables(platform: string, target = ""): Map<string, string> {
  const [os = "", arch = "", variant = ""] = platform.split("/");
  const of = (side: string): [string, string][] => [
    [`${side}PLATFORM`, platform],
    [`${side}OS`, os],
    [`${side}ARCH`, arch],
    [`${side}VARIANT`, variant],
  ];
  return new Map([...of("BUILD"), ...of("TARGET"), ["TARGETSTAGE", target || "default"]]);
}
