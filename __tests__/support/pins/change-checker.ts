import { parseAllDocuments } from "yaml";
import type { FoundPin, WantedPin } from "../../../src/core/pins/pin.ts";

/**
 * Looks at what `writePins` has done to a file, and shares no code with it: as bytes, and as the
 * values that a program reads.
 * @returns what is wrong; undefined if only the pinned scalars have changed
 */
export function changeFault(
  before: string,
  after: string,
  orders: readonly { pin: FoundPin; wanted: WantedPin }[],
): string | undefined {
  const edits = new Map<number, { end: number; text: string }>();
  for (const { pin, wanted } of orders) {
    for (const scalar of pin.scalars) edits.set(scalar.start, { end: scalar.end, text: wish(before, pin, scalar, wanted) });
  }
  let [expected, from] = ["", 0];
  for (const [start, { end, text }] of [...edits].sort(([a], [b]) => a - b)) {
    expected += before.slice(from, start) + text;
    from = end;
  }
  if (after !== expected + before.slice(from)) return "the bytes are not the expected ones";
  const [old, now] = [leaves(before), leaves(after)];
  if (old.size !== now.size) return "the file has other values";
  const news = orders.flatMap(({ wanted }) => [wanted.tag, wanted.digest]);
  for (const [path, value] of old) {
    const changed = now.get(path);
    const isPinned = typeof changed === "string" && news.some((text) => changed.includes(text));
    if (!now.has(path) || (changed !== value && !isPinned)) return `${path} has changed from ${value} to ${changed}`;
  }
  return undefined;
}

function wish(
  before: string,
  pin: FoundPin,
  { start, end, holds }: FoundPin["scalars"][number],
  { tag, digest }: WantedPin,
): string {
  const both = `${tag}@${digest}`;
  if (holds === "digest") return digest;
  if (holds === "tag") return pin.form === "flux" || pin.scalars.length > 1 ? tag : both;
  const [name = ""] = before.slice(start, end).split("@");
  return `${name.replace(/:[^/]*$/, "")}:${both}`;
}

/** Every value of a file that is no map or list, by its path. */
function leaves(text: string): Map<string, unknown> {
  const found = new Map<string, unknown>();
  const add = (value: unknown, path: string): void => {
    if (typeof value !== "object" || value === null) found.set(path, Number.isNaN(value) ? "NaN" : value);
    else for (const [key, below] of Object.entries(value)) add(below, `${path}/${key}`);
  };
  for (const [index, document] of [...parseAllDocuments(text, { merge: true, logLevel: "silent" })].entries()) {
    add(document.toJS({ maxAliasCount: -1 }), String(index));
  }
  return found;
}
