/** A fenced block: its language, its text without the fence's indentation, and the line on which the text begins. */
export interface Block {
  /** Empty if the fence names none. */
  language: string;
  text: string;
  line: number;
}

interface Open {
  block: Block;
  fence: string;
  indent: number;
}

interface Fences {
  blocks: Block[];
  /** The lines outside of all blocks. */
  outside: string[];
}

/**
 * Every fenced block of a page, those in lists, too.
 * @throws TypeError for a fence without an end: the rest of the page would be a block
 */
export const blocksOf = ({ text }: { text: string }): Block[] => fencesIn(text).blocks;

/** A page's text without its fenced blocks. */
export const outsideBlocks = (text: string): string => fencesIn(text).outside.join("\n");

function fencesIn(text: string): Fences {
  const found: Fences = { blocks: [], outside: [] };
  let open: Open | undefined;
  for (const [index, line] of text.split("\n").entries()) {
    if (open === undefined) {
      open = openedBy(line, index + 2);
      if (open === undefined) found.outside.push(line);
    } else if (isEndOf(open, line)) {
      found.blocks.push(open.block);
      open = undefined;
    } else {
      open.block.text += `${withoutIndent(line, open.indent)}\n`;
    }
  }
  if (open) throw new TypeError(`line ${open.block.line - 1}: its block has no end`);
  return found;
}

function openedBy(line: string, next: number): Open | undefined {
  const [, indent = "", fence, language = ""] = /^( *)(`{3,}|~{3,})([^\s`]*)[^`]*$/.exec(line) ?? [];
  return fence === undefined ? undefined : { block: { language, text: "", line: next }, fence, indent: indent.length };
}

function isEndOf({ fence }: Open, line: string): boolean {
  const mark = line.trim();
  return mark.length >= fence.length && mark === (fence[0] ?? "").repeat(mark.length);
}

function withoutIndent(line: string, indent: number): string {
  const spaces = /^ */.exec(line)?.[0].length ?? 0;
  return line.slice(Math.min(spaces, indent));
}
