import type { Part, Word } from "./syntax.ts";

/** One character of unquoted text, or a part that stays as it is. */
type Piece = string | Part;

const mostWords = 1000;

/** The words of a brace expansion: `app:{1,2}` is `app:1` and `app:2`. A word without one is itself. */
export function expandBraces({ parts }: Word): Word[] {
  const done: Word[] = [];
  const open: Piece[][] = [parts.flatMap(piecesOf)];
  for (let pieces = open.shift(); pieces !== undefined; pieces = open.shift()) {
    const alternatives = done.length + open.length < mostWords ? alternativesOf(pieces) : undefined;
    if (alternatives === undefined) done.push({ parts: partsOf(pieces) });
    else open.unshift(...alternatives);
  }
  return done;
}

function piecesOf(part: Part): Piece[] {
  return part.kind === "text" && !part.quoted ? [...part.text] : [part];
}

function partsOf(pieces: readonly Piece[]): Part[] {
  const parts: Part[] = [];
  for (const piece of pieces) {
    const last = parts.at(-1);
    if (typeof piece !== "string") parts.push(piece);
    else if (last?.kind === "text" && !last.quoted) parts[parts.length - 1] = { ...last, text: last.text + piece };
    else parts.push({ kind: "text", text: piece, quoted: false });
  }
  return parts;
}

/** A word for each alternative of the first braces that have some. */
function alternativesOf(pieces: readonly Piece[]): Piece[][] | undefined {
  for (let start = pieces.indexOf("{"); start !== -1; start = pieces.indexOf("{", start + 1)) {
    const marks = marksOf(pieces, start);
    const end = marks.at(-1);
    if (end === undefined || marks.length < 3) continue;
    const [before, after] = [pieces.slice(0, start), pieces.slice(end + 1)];
    return marks.slice(1).map((mark, index) => [...before, ...pieces.slice((marks[index] ?? 0) + 1, mark), ...after]);
  }
  return undefined;
}

/** Where braces start, where their own commas are, and where they end; none if they do not end. */
function marksOf(pieces: readonly Piece[], start: number): number[] {
  const marks = [start];
  let depth = 0;
  for (let at = start; at < pieces.length; at += 1) {
    const piece = pieces[at];
    if (piece === "{") depth += 1;
    else if (piece === "}") depth -= 1;
    if (depth === 0) return [...marks, at];
    if (piece === "," && depth === 1) marks.push(at);
  }
  return [];
}
