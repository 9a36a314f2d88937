import * as v from "valibot";
import { type Code, type Failure, failure } from "./problems/problem.ts";
import { encodingFault } from "./text/text-encoding.ts";

/** A kind of JSON document that one job writes and another reads. */
export interface DocumentKind<T> {
  /** Its name in messages: `plan`, `record`. */
  name: string;
  schema: v.GenericSchema<unknown, T>;
  /** The one version that Tagstream reads. */
  version: number;
  codes: { malformed: Code; version: Code; foreign: Code };
  /** How to get a valid document: the last sentence of every message about a bad one. */
  remedy: string;
}

/** The longest accepted document, in characters. 6,000 units need a fifth of it. */
export const maximumDocumentLength = 64 * 1024 * 1024;

/** The most faults that one message lists. */
const maximumFaults = 20;

/** A fault of a document: where (`units[3].tags[0]`) and what. */
export interface Fault {
  at: string;
  what: string;
}

/** Whether a value of JSON or YAML is a map: neither a list nor null. */
export function isMap(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Reads a document, and checks only its shape.
 * @throws Failure `…-malformed` with every fault, or `…-version` for another version's document
 */
export function readDocument<T>(text: string, kind: DocumentKind<T>): T {
  if (text.length > maximumDocumentLength)
    throw malformed(kind, [{ at: "", what: `it is longer than ${maximumDocumentLength} characters` }]);
  const value = parse(text, kind);
  if (!isMap(value)) throw malformed(kind, [{ at: "", what: "it is not an object" }]);
  const version = "version" in value ? value.version : undefined;
  if (version !== undefined && version !== kind.version) {
    const written = JSON.stringify(version).slice(0, 40);
    const message = `The ${kind.name} has format version ${written}, but this Tagstream reads version ${kind.version}. Use one version of Tagstream in all jobs of the workflow.`;
    throw failure(kind.codes.version, message);
  }
  const result = v.safeParse(kind.schema, value);
  if (!result.success) throw malformed(kind, result.issues.map(faultOf));
  return result.output;
}

function parse<T>(text: string, kind: DocumentKind<T>): unknown {
  if (text.trim() === "") throw malformed(kind, [{ at: "", what: "it is empty" }]);
  const encoding = encodingFault(text);
  if (encoding !== undefined) throw malformed(kind, [{ at: "", what: encoding }]);
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    throw malformed(kind, [{ at: "", what: `it is not JSON: ${error instanceof Error ? error.message : String(error)}` }]);
  }
}

/**
 * The Failure for a document with these faults: one message, because they share cause and remedy.
 */
export function malformed<T>(kind: DocumentKind<T>, faults: readonly Fault[]): Failure {
  const lines = faults.slice(0, maximumFaults).map(({ at, what }) => `  ${at === "" ? "" : `${at}: `}${what}`);
  if (faults.length > lines.length) lines.push(`  … and ${faults.length - lines.length} more`);
  return failure(
    kind.codes.malformed,
    [`The ${kind.name} is damaged, or Tagstream did not write it:`, ...lines, kind.remedy].join("\n"),
  );
}

function faultOf(issue: v.BaseIssue<unknown>): Fault {
  const at = printPath((issue.path ?? []).map(({ key }) => key));
  const what = /^Invalid (type|key|literal|union|variant|input)/.test(issue.message) ? describe(issue) : issue.message;
  return { at, what };
}

/** Valibot's own messages, in plain words. */
function describe({ expected, received }: v.BaseIssue<unknown>): string {
  if (received === "undefined") return "it is missing";
  if (expected === "never") return "unknown key";
  return `it is ${received.slice(0, 60)}${expected === null ? "" : `, not ${expected}`}`;
}

/** `units[3].build.args["odd key"]` */
export function printPath(keys: readonly unknown[]): string {
  return keys
    .map((key, index) => {
      if (typeof key === "number") return `[${key}]`;
      const text = String(key);
      if (!/^[A-Za-z_]\w*$/.test(text)) return `[${JSON.stringify(text.slice(0, 60))}]`;
      return index === 0 ? text : `.${text}`;
    })
    .join("");
}
