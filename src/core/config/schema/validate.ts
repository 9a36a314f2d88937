import * as v from "valibot";
import { hasInvisible, invisibleHint } from "../../lib/text/invisible.ts";
import { didYouMean, nearest } from "../../lib/text/nearest.ts";
import { keysOutsideDefaults, withDefaults } from "../document/defaults.ts";
import type { Path, SourceDocument } from "../document/document.ts";
import { pathLocation } from "../document/place.ts";
import type { Problems } from "../document/problems.ts";
import { type Counterpart, counterpartOf } from "./foreign-keys.ts";
import { flatten, type Issue, reportIssue } from "./issues.ts";
import { type Config, configurationSchema } from "./schema.ts";
import { image } from "./schema-image.ts";

/**
 * Compares the document with the schema and reports every mismatch.
 * @returns the document without its faulty parts, for further checks in the same run; undefined if
 *   nothing usable is left
 */
export function validate(document: SourceDocument, problems: Problems): Config | undefined {
  if (document.value === null || document.value === undefined) {
    problems.add("config-empty", "The configuration is empty. It needs at least `images: { NAME: { context: . } }`", []);
    return undefined;
  }
  const value = withDefaults(structuredClone(document.value));
  const walk = { document, problems, lists: [] };
  compare(configurationSchema, value, [], walk);
  if (takeOutLists(value, walk)) return undefined;
  for (let round = 0; round < 100; round++) {
    const result = v.safeParse(configurationSchema, value);
    if (result.success) return result.output;
    const issues = flatten(result.issues);
    if (round === 0) for (const issue of issues) reportIssue(issue, problems);
    // From the end, because each removal changes the numbers of the later items.
    if (issues.toReversed().filter((issue) => takeOut(value, issue, document)).length === 0) return undefined;
  }
  return undefined;
}

/** The parts of valibot's schemas that the walk needs. */
interface Shape {
  type: string;
  entries?: Record<string, Shape>;
  rest?: Shape;
  value?: Shape;
  item?: Shape;
  wrapped?: Shape;
  options?: Shape[];
}

interface Walk {
  document: SourceDocument;
  problems: Problems;
  /** Lists in the place of maps: valibot takes them for maps with the keys 0, 1, …. */
  lists: Issue[];
}

/**
 * Walks schema and value together for faults that valibot misses: every unknown key (it stops at an
 * object's first), lists in the place of maps, and numbers whose text differs from their value
 * (`25.10`).
 */
function compare(shape: Shape, value: unknown, path: Path, walk: Walk): void {
  if (shape.wrapped) compare(shape.wrapped, value, path, walk);
  else if (shape.options) compareUnion(shape.options, value, path, walk);
  else if (Array.isArray(value)) {
    if (shape.item) for (const [index, item] of value.entries()) compare(shape.item, item, [...path, index], walk);
    else if (isMapShape(shape)) {
      walk.lists.push({ path, kind: "type", at: "value", expected: "Object", received: "Array", message: "Invalid type" });
    }
  } else if (typeof value === "object" && value !== null && isMapShape(shape)) compareMap(shape, value, path, walk);
}

function isMapShape({ type, entries }: Shape): boolean {
  return entries !== undefined || type === "record";
}

function compareMap(shape: Shape, value: object, path: Path, walk: Walk): void {
  for (const [key, below] of Object.entries(value)) {
    const entry = shape.entries && Object.hasOwn(shape.entries, key) ? shape.entries[key] : undefined;
    const next = entry ?? shape.rest ?? (shape.type === "record" ? shape.value : undefined);
    if (!next) unknownKey(key, Object.keys(shape.entries ?? {}), value, path, walk.problems);
    else if (key === "__proto__" || key === "constructor" || key === "prototype") {
      walk.problems.add("config-value", `"${key}" cannot be a name here`, [...path, key], "key");
    } else compare(next, below, [...path, key], walk);
  }
}

function compareUnion(options: readonly Shape[], value: unknown, path: Path, walk: Walk): void {
  if (typeof value === "object" && value !== null) {
    const meant =
      options.find((option) => (Array.isArray(value) ? option.item !== undefined : isMapShape(option))) ??
      options.find(isMapShape);
    if (meant) compare(meant, value, path, walk);
  } else if ((typeof value === "number" || typeof value === "boolean") && options.some(({ type }) => type === "number")) {
    const source = walk.document.plainTextAt(path);
    if (source === undefined || source === String(value)) return;
    walk.problems.add(
      "config-unquoted",
      `YAML reads ${source} as ${value}: write "${source}" with quotes to keep the text`,
      path,
    );
  }
}

/**
 * Reports and removes the lists in the place of maps. Returns whether the whole document is one.
 */
function takeOutLists(value: unknown, { document, problems, lists }: Walk): boolean {
  for (const issue of lists) reportIssue(issue, problems);
  for (const issue of lists.toReversed()) takeOut(value, issue, document);
  return lists.some(({ path }) => path.length === 0);
}

function unknownKey(key: string, known: readonly string[], holder: object, path: Path, problems: Problems): void {
  const absent = known.filter((name) => !Object.hasOwn(holder, name));
  const counterpart = counterpartOf(key, path, known) ?? misplaced(key, path);
  const hint = hasInvisible(key) ? invisibleHint(key) : counterpart ? `: ${counterpart.hint}` : didYouMean(key, known);
  problems.add("config-unknown-key", `unknown key "${key}" ${pathLocation(path)}${hint}`, [...path, key], "key");
  // The intended key is misspelled, not missing: neither its absence nor the consequences get a
  // message.
  problems.blame([...path, counterpart?.key ?? nearest(key, absent) ?? key]);
}

/** A key of images at the top level, or a key of the top level in an image or in `defaults`. */
function misplaced(key: string, path: Path): Counterpart | undefined {
  if (path.length === 0 && Object.hasOwn(image.entries, key)) {
    const shared = Object.hasOwn(keysOutsideDefaults, key) ? "" : ", or in `defaults` for all of them";
    return { hint: `put it in an image, under \`images\`${shared}` };
  }
  if (path.length === 1 && path[0] === "defaults") {
    const hint = keysOutsideDefaults[key] ?? (Object.hasOwn(topLevel, key) ? "put it at the top level" : undefined);
    return hint === undefined ? undefined : { hint };
  }
  const isImage = path.length === 2 && path[0] === "images";
  return isImage && Object.hasOwn(topLevel, key) ? { hint: "put it at the top level" } : undefined;
}

const topLevel: object = configurationSchema.entries;

/**
 * Removes the faulty part from the value: a key, a list's item, or the parent of a missing key. The
 * document notes each removed item, because the paths of the later items change.
 * @returns whether it removed something
 */
function takeOut(value: unknown, { path, kind }: Issue, document: SourceDocument): boolean {
  const gone = kind === "missing" ? path.slice(0, -1) : path;
  const key = gone.at(-1);
  let holder = value;
  for (const step of gone.slice(0, -1)) {
    holder = typeof holder === "object" && holder !== null ? (holder as Record<string, unknown>)[step] : undefined;
  }
  if (key === undefined || typeof holder !== "object" || holder === null || !Object.hasOwn(holder, key)) return false;
  if (Array.isArray(holder)) {
    holder.splice(Number(key), 1);
    document.omit(gone.slice(0, -1), Number(key));
  } else delete (holder as Record<string, unknown>)[key];
  return true;
}
