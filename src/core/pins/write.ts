import { isDigest } from "../lib/digest.ts";
import { isTag } from "../tags/grammar.ts";
import { movedPin, withoutMark } from "./byte-order-mark.ts";
import { type Edit, spliceFault } from "./check-splice.ts";
import { fileOf } from "./parsed-files.ts";
import { type FoundPin, isTagBare, type PinChange, type PinScalar, type WantedPin } from "./pin.ts";
import { parseWritten } from "./written-image.ts";
import { tooDeep, type YamlFile } from "./yaml-file.ts";

/** A pin of a file, and what it gets. */
export interface PinOrder {
  pin: FoundPin;
  wanted: WantedPin;
}

/** A file with its pins, or why it stays as it is: a clause for people. */
export type Written = { text: string; changes: readonly PinChange[] } | { refused: string };

/**
 * Writes pins into a file's own scalars. Every other byte stays: the result is parsed again, and
 * refused if anything else differs.
 * @param text what `findPins` read
 * @param orders some of the pins that it found there
 */
export function writePins(text: string, orders: readonly PinOrder[]): Written {
  const body = withoutMark(text);
  const before = text.length - body.length;
  const written = writeBody(
    body,
    before === 0 ? orders : orders.map(({ pin, wanted }) => ({ pin: movedPin(pin, -before), wanted })),
  );
  return "refused" in written ? written : { ...written, text: text.slice(0, before) + written.text };
}

function writeBody(text: string, orders: readonly PinOrder[]): Written {
  const edits = new Map<number, Edit>();
  const changes: PinChange[] = [];
  for (const order of orders) {
    const own = editsOf(text, order);
    if ("refused" in own) return own;
    for (const edit of own.edits) {
      const other = edits.get(edit.start);
      if (other && (other.text !== edit.text || other.end !== edit.end)) {
        return { refused: `line ${order.pin.line} would have to name two images` };
      }
      edits.set(edit.start, edit);
    }
    if (own.edits.length > 0) changes.push(changeOf(order));
  }
  if (edits.size === 0) return { text, changes };
  return spliced(
    text,
    [...edits.values()].sort((a, b) => a.start - b.start),
    changes,
    fileOf(orders[0]?.pin, text),
  );
}

function spliced(text: string, edits: readonly Edit[], changes: readonly PinChange[], file: YamlFile | undefined): Written {
  let [result, from] = ["", 0];
  for (const edit of edits) {
    result += text.slice(from, edit.start) + edit.text;
    from = edit.end;
  }
  result += text.slice(from);
  const fault = faultOf(text, result, edits, file);
  return fault === undefined ? { text: result, changes } : { refused: fault };
}

function faultOf(text: string, result: string, edits: readonly Edit[], file: YamlFile | undefined): string | undefined {
  try {
    return spliceFault(text, result, edits, file);
  } catch (error) {
    if (error instanceof RangeError) return tooDeep;
    throw error;
  }
}

/** The edits of a pin: none where the file already has the text. */
function editsOf(text: string, { pin, wanted }: PinOrder): { edits: Edit[] } | { refused: string } {
  if (!isTag(wanted.tag) || !isDigest(wanted.digest)) return { refused: `line ${pin.line} would get no valid tag and digest` };
  const edits: Edit[] = [];
  for (const scalar of pin.scalars) {
    const now = text.slice(scalar.start, scalar.end);
    const wish = newText(pin, scalar, now, wanted);
    if (wish === undefined) return { refused: `line ${pin.line} has no image any more` };
    if (wish !== now) edits.push({ start: scalar.start, end: scalar.end, text: wish });
  }
  return { edits };
}

/** What a scalar gets. */
function newText({ form, scalars }: FoundPin, { holds }: PinScalar, now: string, { tag, digest }: WantedPin): string | undefined {
  if (holds === "digest") return digest;
  if (holds === "tag") return isTagBare(form, scalars) ? tag : `${tag}@${digest}`;
  const name = parseWritten(now)?.name;
  return name === undefined ? undefined : `${name}:${tag}@${digest}`;
}

function changeOf({ pin, wanted }: PinOrder): PinChange {
  const { repository, line, tag, digest, follows } = pin;
  const from = { ...(tag === undefined ? {} : { tag }), ...(digest === undefined ? {} : { digest }) };
  return { unit: follows.unit, repository, line, from, to: wanted };
}
