/** A value that no file of the repository tells. */
export interface UnknownValue {
  /** The expression that has it: `vars.REGISTRY`. */
  source: string;
  /** Why it is unknown, as a clause. */
  why: string;
  /** Whether it counts as true in a condition, where that much is known. */
  truth?: boolean;
  /** What a condition takes it for otherwise; true if absent. */
  guess?: boolean;
}

const opening = "qqz";
const markPattern = /qqz(\d+[tfu]{2})zqq/g;

/**
 * The unknown values of one evaluation. In a text, a mark stands for each: letters and digits alone,
 * so that it survives what workflows do with texts. A text with a mark is not known.
 */
export class Unknowns {
  readonly #values = new Map<string, UnknownValue>();

  /** The mark of a value. The same value has the same mark in each evaluation. */
  mark(value: UnknownValue): string {
    const key = `${hash(`${value.source}\n${value.why}`)}${truthLetter(value.truth)}${truthLetter(value.guess)}`;
    this.#values.set(key, value);
    return `${opening}${key}zqq`;
  }

  /** The unknown values in a text. */
  in(text: string): UnknownValue[] {
    return [...text.matchAll(markPattern)].flatMap(([, key = ""]) => this.#values.get(key) ?? []);
  }

  /** Why a text is not known, as a clause. */
  why(text: string): string {
    return this.in(text)[0]?.why ?? "part of the text is known only in a run";
  }

  /** A text for people: expressions again in place of marks. */
  shown(text: string): string {
    return text.replaceAll(markPattern, (mark, key: string) => {
      const source = this.#values.get(key)?.source;
      return source === undefined ? mark : `\${{ ${source} }}`;
    });
  }
}

/** Whether a text contains the mark of an unknown value. */
export function isUnknown(text: string): boolean {
  return text.includes(opening);
}

function truthLetter(truth: boolean | undefined): string {
  if (truth === undefined) return "u";
  return truth ? "t" : "f";
}

/** FNV-1a of 32 bits. */
function hash(text: string): string {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193) >>> 0;
  return value.toString();
}
