import { expandWord } from "../../../../src/core/inputs/dockerfile/expand.ts";
import { parseDockerfile } from "../../../../src/core/inputs/dockerfile/stages.ts";

interface Stage {
  name: string | undefined;
  line: number;
  image: string;
  hasPlatform: boolean;
  copies: readonly { name: string; line: number }[];
}

/** What was read from a Dockerfile, as text: `ARG A=1`, `2 image AS name: copied 3`. */
export function describeReading(args: readonly string[][], stages: readonly Stage[]): string[] {
  return [
    ...args.map((arg) => `ARG ${arg.join("=")}`),
    ...stages.map(({ name, line, image, hasPlatform, copies }) =>
      [
        `${line} ${hasPlatform ? "--platform " : ""}${image}${name ? ` AS ${name}` : ""}`,
        ...(copies.length === 0 ? [] : [copies.map((copy) => `${copy.name} ${copy.line}`).join(", ")]),
      ].join(": "),
    ),
  ];
}

/** Our own reading, with the defaults of the ARGs. */
export function readOurs(text: string): string[] {
  const { args = [], stages = [], escapeSign = "\\" } = parseDockerfile(text) ?? {};
  const variables = new Map<string, string>();
  for (const { name, value } of args) {
    const expanded = value === undefined ? undefined : expandWord(value, variables, escapeSign);
    if (expanded !== undefined) variables.set(name, expanded);
  }
  return describeReading(
    args.map(({ name, value }) => (value === undefined ? [name] : [name, value])),
    stages.map((stage) => ({ ...stage, image: expandWord(stage.from, variables, escapeSign) ?? "" })),
  );
}
