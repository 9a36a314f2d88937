import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { withImages } from "./pinned-units.ts";

/**
 * A file of the corpus. The shapes in `shapes/` say themselves what must become of them:
 * - `⟦now ⇒ then⟧` is a scalar, or a part of one, that gets a pin
 * - `⟪words⟫` is something left on this line, with a reason that has these words
 * - `⟪unread: words⟫` at the begin: the file is not read, for a reason that has these words
 */
export interface CorpusFile {
  name: string;
  before: string;
  after: string;
  /** What changes, as offsets of `before`. */
  changes: readonly { start: number; end: number }[];
  left: readonly { line: number; words: string }[];
  unread?: string;
}

/** How a shape may be written. Each of these keeps the meaning, and the notation. */
const styles: Record<string, (shape: string) => string> = {
  plain: (shape) => shape,
  "with CRLF": (shape) => shape.replaceAll("\n", "\r\n"),
  "with a BOM": (shape) => `\uFEFF${shape}`,
  "without a last newline": (shape) => shape.replace(/\n$/, ""),
  "between documents": (shape) =>
    `# first\nkind: Namespace\n...\n${shape.startsWith("%") ? "" : "---\n"}${shape}---\nkind: Last # ☃\n`,
  "in single quotes": (shape) => quoted(shape, "'"),
  "in double quotes, with CRLF": (shape) => quoted(shape, '"').replaceAll("\n", "\r\n"),
  "with comments": (shape) => shape.replace(/⟧$/gm, "⟧ # ‘kept’: yes, {as} it [is]"),
};

/** A value of its own in quotes. A part of a longer one stays. */
function quoted(shape: string, quote: string): string {
  return shape.replace(/(^|[ [])(⟦[^⟧]*⟧)(?=$|[ ,\]}\r])/gm, `$1${quote}$2${quote}`);
}

const folder = "__tests__/support/pins/shapes";

/** Every shape in every style. */
export function corpus(): CorpusFile[] {
  return readdirSync(folder).flatMap((file) => {
    const shape = readFileSync(path.join(folder, file), "utf8");
    const [, unread] = /^⟪unread: ([^⟫]*)⟫/.exec(shape) ?? [];
    if (unread !== undefined) return [{ ...readShape(file, shape.replace(/^⟪[^⟫]*⟫/, "")), unread }];
    return Object.entries(styles).map(([style, write]) => readShape(`${file} ${style}`, write(shape)));
  });
}

function readShape(name: string, shape: string): CorpusFile {
  let [before, after] = ["", ""];
  const changes: CorpusFile["changes"][number][] = [];
  const left: CorpusFile["left"][number][] = [];
  let from = 0;
  for (const match of shape.matchAll(/⟦([^⟧]*?) ?⇒ ?([^⟧]*)⟧|[ \t]*⟪([^⟫]*)⟫/g)) {
    const kept = withImages(shape.slice(from, match.index));
    before += kept;
    after += kept;
    from = match.index + match[0].length;
    const [, now, then, words] = match;
    if (words !== undefined) left.push({ line: before.split("\n").length, words });
    if (now === undefined || then === undefined) continue;
    changes.push({ start: before.length, end: before.length + withImages(now).length });
    before += withImages(now);
    after += withImages(then);
  }
  const rest = withImages(shape.slice(from));
  return { name, before: before + rest, after: after + rest, changes, left };
}
