import * as v from "valibot";
import { list, name, ordinal, text } from "../lib/scalars.ts";
import type { Finding } from "./finding.ts";

const findingSchema = v.strictObject({
  level: v.pipe(
    v.picklist(["ok", "fails", "soon", "risk", "unknown"]),
    v.description("`fails`: a run will fail. `soon`: one will if nobody acts. `risk`: something unwanted can happen."),
  ),
  check: name("The check's name: `registry-push`."),
  subject: text("What it is about: a registry, a workflow, a unit."),
  what: text("What is so, for people."),
  remedy: v.exactOptional(text("What to do, for people.")),
  place: v.exactOptional(
    v.pipe(
      v.strictObject({ file: name("Path from the repository's root."), line: ordinal("The line, from 1.") }),
      v.description("Where it is."),
    ),
  ),
});

/** The schema of what `doctor --json` prints. */
export const doctorSchema = v.pipe(
  v.strictObject({
    version: v.pipe(v.literal(1), v.description("Version of the format.")),
    findings: list(findingSchema, "One for each check that is in order, and all that the others found, the worst first."),
  }),
  v.title("What will fail, and what helps"),
  v.description("What the command `doctor` found."),
);

/** A diagnosis for machines: JSON, with a line end. */
export function doctorJson(findings: readonly Finding[]): string {
  const document: v.InferOutput<typeof doctorSchema> = {
    version: 1,
    findings: findings.map(({ place, ...finding }) => ({ ...finding, ...(place ? { place: { ...place } } : {}) })),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}
