import { parseDocument } from "yaml";
import type { Example } from "./kind.ts";

/** A YAML example's content: that of its first document. Undefined if it is in another language. */
export function yamlOf({ language, text }: Pick<Example, "language" | "text">): unknown {
  return language === "yaml" ? parseDocument(text).toJS() : undefined;
}

/** The keys of a mapping; none of anything else. */
export function keysOf(content: unknown): string[] {
  return typeof content === "object" && content !== null && !Array.isArray(content) ? Object.keys(content) : [];
}
