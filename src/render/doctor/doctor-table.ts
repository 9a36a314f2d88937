import type { Finding } from "../../core/doctor/finding.ts";
import { oneLine } from "../../core/lib/text/clean.ts";
import { plainStyle, type Style } from "../../core/lib/text/style.ts";
import { doctorHeadline, doctorRows } from "./doctor-rows.ts";

/** A diagnosis as lines of text: each row, and its remedy below it. */
export function doctorTable(findings: readonly Finding[], style: Style = plainStyle): string[] {
  const paint = { ok: style.green, fails: style.red, soon: style.yellow, risk: style.yellow, unknown: style.dim };
  return [
    style.bold(doctorHeadline(findings)),
    ...doctorRows(findings).flatMap(({ level, text, remedy }) => [
      `  ${paint[level](level.padEnd(7))}  ${oneLine(text)}`,
      ...(remedy === "" ? [] : [`           ${style.dim(`→ ${oneLine(remedy)}`)}`]),
    ]),
  ];
}
