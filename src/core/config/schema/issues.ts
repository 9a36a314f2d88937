import type * as v from "valibot";
import { listed } from "../../lib/text/nearest.ts";
import type { Path } from "../document/document.ts";
import { pathLocation } from "../document/place.ts";
import type { Problems } from "../document/problems.ts";

/**
 * One issue that valibot found, with its path. Inside a union, an issue belongs to an alternative.
 */
export interface Issue {
  path: Path;
  kind: "missing" | "unknown" | "type" | "content";
  at: "key" | "value";
  expected: string;
  received: string;
  message: string;
}

/** Valibot's issues. The intended alternative's own issues replace the issue of its union. */
export function flatten(issues: readonly v.BaseIssue<unknown>[], above: Path = []): Issue[] {
  return issues.flatMap((issue): Issue[] => {
    const steps = (issue.path ?? []).map((item) => item.key as string | number);
    const path = [...above, ...steps];
    // A map where a map is possible: the fault inside it helps more than "text or map".
    const inside = flatten(issue.issues ?? [], path).filter(
      (below) => below.path.length > path.length || below.kind === "content",
    );
    if (inside.length > 0) return inside;
    const expected = issue.expected ?? "";
    const kind = kindOf(issue);
    const at = issue.path?.at(-1)?.origin === "key" ? "key" : "value";
    return [{ path, kind, at, expected, received: issue.received, message: issue.message }];
  });
}

function kindOf({ kind, expected, received }: v.BaseIssue<unknown>): Issue["kind"] {
  if (kind !== "schema") return "content";
  if (expected === "never") return "unknown";
  return received === "undefined" ? "missing" : "type";
}

/** Reports an issue. The unknown keys have been reported before. */
export function reportIssue(issue: Issue, problems: Problems): void {
  const { path, kind, at, message } = issue;
  if (kind === "unknown") return;
  if (kind === "missing") reportMissing(path, problems);
  else if (kind === "content") problems.add("config-value", `${subjectOf(path)}: ${message}`, path, at);
  // Only valibot's own messages begin like this. Ours are complete.
  else if (!message.startsWith("Invalid ")) problems.add("config-value", `${subjectOf(path)}: ${message}`, path);
  else reportType(issue, problems);
}

/** `"exec" in test 2 of image "xcache"` */
function subjectOf(path: Path): string {
  const key = path.at(-1);
  return `${typeof key === "string" ? `"${key}"` : `item ${Number(key ?? 0) + 1}`} ${pathLocation(path.slice(0, -1))}`;
}

function reportMissing(path: Path, problems: Problems): void {
  if (problems.hasErrorBelow(...path)) return;
  const message =
    path.length === 1 && path[0] === "images"
      ? "missing key `images`: add an image, for example `images: { NAME: { context: . } }`"
      : `missing key ${subjectOf(path)}`;
  problems.add("config-missing-key", message, path, "key");
  problems.blame(path);
}

/** Values of a wrong type, for people. */
const found: Readonly<Record<string, string>> = { null: "has no value", Object: "is a map", Array: "is a list" };

function reportType({ path, expected, received }: Issue, problems: Problems): void {
  const wanted = expectation(expected);
  const has = path.length === 0 ? "The configuration" : subjectOf(path);
  const got = found[received];
  problems.add("config-value", got === undefined ? `${has} must be ${wanted}` : `${has} ${got}, but must be ${wanted}`, path);
}

const names: Record<string, string> = {
  string: "text",
  Object: "a map of keys and values",
  Array: "a list",
  boolean: "true or false",
  number: "a number",
  null: "nothing",
};

/** `(string | number | boolean | Array)` in words. */
function expectation(expected: string): string {
  const types = expected.replace(/^\(|\)$/g, "").split(" | ");
  // Text may be written as a number, but not the other way round.
  const kept =
    types.includes("number") && types.length > 1
      ? types.filter((type) => type !== "number" && type !== "boolean")
      : types.filter((type) => type !== "null");
  return listed(new Set(kept.map((type) => names[type] ?? type)), "or");
}
