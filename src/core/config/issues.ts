import type * as v from "valibot";
import { listed } from "../lib/nearest.ts";
import type { Path } from "./document.ts";
import { placeOf } from "./place.ts";
import type { Problems } from "./problems.ts";

/** One thing that valibot found, with its place; those inside a union are its alternatives' own. */
export interface Issue {
  path: Path;
  kind: "missing" | "unknown" | "type" | "content";
  at: "key" | "value";
  expected: string;
  received: string;
  message: string;
}

/** Valibot's issues, those of unions replaced by what is wrong inside the alternative that was meant. */
export function flatten(issues: readonly v.BaseIssue<unknown>[], above: Path = []): Issue[] {
  return issues.flatMap((issue): Issue[] => {
    const steps = (issue.path ?? []).map((item) => item.key as string | number);
    const path = [...above, ...steps];
    // A map where a map is possible: what is wrong inside it helps more than "text or map".
    const inside = flatten(issue.issues ?? [], path).filter(
      (below) => below.path.length > path.length || below.kind === "content",
    );
    if (inside.length > 0) return inside;
    const expected = issue.expected ?? "";
    const kind =
      issue.kind !== "schema"
        ? "content"
        : expected === "never"
          ? "unknown"
          : issue.received === "undefined"
            ? "missing"
            : "type";
    const at = issue.path?.at(-1)?.origin === "key" ? "key" : "value";
    return [{ path, kind, at, expected, received: issue.received, message: issue.message }];
  });
}

/** Reports one; unknown keys have been reported already, all of them. */
export function report({ path, kind, at, expected, received, message }: Issue, problems: Problems): void {
  const key = path.at(-1);
  const subject = `${typeof key === "string" ? `"${key}"` : `item ${Number(key ?? 0) + 1}`} ${placeOf(path.slice(0, -1))}`;
  if (kind === "unknown") return;
  if (kind === "missing") {
    if (problems.blames(...path)) return;
    problems.add(
      "config-missing-key",
      path.length === 1 && key === "images"
        ? "there is no `images`: at least one is needed, `images: { NAME: { context: . } }`"
        : `missing key ${subject}`,
      path,
      "key",
    );
    problems.blame(path);
    return;
  }
  if (kind === "content") {
    problems.add("config-value", `${subject}: ${message}`, path, at);
    return;
  }
  if (!message.startsWith("Invalid ")) {
    problems.add("config-value", `${subject}: ${message}`, path); // the schema's own words
    return;
  }
  const got =
    received === "null" ? "has no value" : received === "Object" ? "is a map" : received === "Array" ? "is a list" : "is not";
  const wanted = expectation(expected);
  const has = path.length === 0 ? "The configuration" : subject;
  problems.add("config-value", got === "is not" ? `${has} has to be ${wanted}` : `${has} ${got}, and has to be ${wanted}`, path);
}

const names: Record<string, string> = {
  string: "text",
  Object: "a map of keys and values",
  Array: "a list",
  boolean: "true or false",
  null: "nothing",
};

/** `(string | number | boolean | Array)` in words. */
function expectation(expected: string): string {
  const types = expected.replace(/^\(|\)$/g, "").split(" | ");
  const kept = types.includes("number")
    ? types.filter((type) => type !== "number" && type !== "boolean")
    : types.filter((type) => type !== "null");
  return listed(new Set(kept.map((type) => names[type] ?? type)), "or");
}
