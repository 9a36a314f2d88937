/**
 * A path's text from git's bytes, which are UTF-8 only by convention. A byte that is not UTF-8
 * becomes a lone surrogate (U+DC80 to U+DCFF, as in Python's `surrogateescape`), so that two paths
 * never become equal.
 */
export function pathOf(bytes: Buffer): string {
  const text = bytes.toString("utf8");
  return text.includes("\uFFFD") && !Buffer.from(text).equals(bytes) ? escapeBytes(bytes) : text;
}

function escapeBytes(bytes: Buffer): string {
  let text = "";
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at);
    if (length === 0) text += String.fromCharCode(0xdc00 + (bytes[at] ?? 0));
    else text += bytes.toString("utf8", at, at + length);
    at += Math.max(length, 1);
  }
  return text;
}

/** Bytes of the valid UTF-8 sequence that begins here; 0 without one. */
function sequenceLength(bytes: Buffer, at: number): number {
  for (let length = 1; length <= 4 && at + length <= bytes.length; length++) {
    const piece = bytes.subarray(at, at + length);
    const text = piece.toString("utf8");
    if (!text.startsWith("\uFFFD") || Buffer.from(text).equals(piece)) return length;
  }
  return 0;
}

/** The records of a `-z` output. */
export function recordsOf(output: Buffer): Buffer[] {
  const records: Buffer[] = [];
  for (let start = 0; start < output.length; ) {
    const end = output.indexOf(0, start);
    const stop = end < 0 ? output.length : end;
    records.push(output.subarray(start, stop));
    start = stop + 1;
  }
  return records;
}
