import { isUnknown } from "../expressions/unknowns.ts";
import type { Step } from "./step.ts";

/** One line of the input `outputs` of build-push-action. */
export interface Exporter {
  pushes: boolean;
  /** Whether it pushes without a tag. */
  isByDigest: boolean;
  names: string[];
  line: number;
}

/** The exporters of a step: `type=image,"name=a,b",push=true`. */
export function exporters(step: Step): Exporter[] {
  return step.lines("outputs").map(({ text, line }) => {
    const fields = fieldsOf(text);
    const type = fields.get("type");
    const push = fields.get("push") ?? String(type === "registry");
    const isImage = type === "image" || type === "registry";
    return {
      pushes: isImage && (push === "true" || isUnknown(push)),
      isByDigest: isImage && fields.get("push-by-digest") === "true",
      names: isImage ? namesIn(fields.get("name")) : [],
      line,
    };
  });
}

function fieldsOf(text: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const field of text.match(/"[^"]*"|[^,]+/g) ?? []) {
    const plain = field.trim().replace(/^"|"$/g, "");
    const equals = plain.indexOf("=");
    if (equals > 0) fields.set(plain.slice(0, equals).trim(), plain.slice(equals + 1).trim());
  }
  return fields;
}

function namesIn(text: string | undefined): string[] {
  return (text ?? "").split(",").flatMap((name) => name.trim() || []);
}
