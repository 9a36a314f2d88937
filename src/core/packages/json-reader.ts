import { Tokenizer, TokenizerError, TokenType } from "@streamparser/json";

/** Keys of objects and indexes of lists, from the root: `["packages", 3, "name"]`. */
export type JsonPath = readonly (string | number)[];

/** What gets to see a document while it is read. A path is valid only during the call. */
export interface JsonVisitor {
  /** A text, which is no key. */
  text(path: JsonPath, value: string): void;
  /** The end of an object or a list. */
  end(path: JsonPath): void;
}

/** A list that cannot be read, with the reason for people. */
export class UnreadableList extends Error {}

/** Real documents are nested less. Without a limit, 80 MiB of `[` would fill the memory. */
const maximumDepth = 64;

/** Bytes without a value, a bracket or a comma. A number of 80 MiB would take 2 GB, and a minute. */
const maximumSilence = 4 * 1024 * 1024;

type Expected = "value" | "value-or-end" | "key" | "key-or-end" | "colon" | "comma-or-end" | "nothing";

const mayEnd: readonly Expected[] = ["comma-or-end", "value-or-end", "key-or-end"];
const noJson = "it is not JSON";
const cutOff = "it is cut off";

/**
 * Reads a JSON document piece by piece, and keeps nothing of it but the path to where it is: the
 * tokenizer knows the words of JSON, and this class how they follow one another. All methods throw
 * UnreadableList, and what the visitor throws.
 */
export class JsonReader {
  readonly #visitor: JsonVisitor;
  readonly #tokenizer = new Tokenizer();
  readonly #path: (string | number)[] = [];
  /** What ends each open object and list. */
  readonly #closers: TokenType[] = [];
  #expected: Expected = "value";
  /** Bytes since the piece that ended the last token. */
  #silence = 0;

  constructor(visitor: JsonVisitor) {
    this.#visitor = visitor;
    this.#tokenizer.onToken = ({ token, value }) => this.#take(token, value);
  }

  /** Reads the next piece. */
  write(bytes: Uint8Array): void {
    this.#silence += bytes.length;
    if (this.#silence > maximumSilence) throw new UnreadableList("it has a text or a number of more than 4 MiB");
    tokenize(() => this.#tokenizer.write(bytes), noJson);
  }

  /** Says that the last piece was read. */
  close(): void {
    tokenize(() => this.#tokenizer.end(), cutOff);
    if (this.#expected !== "nothing") throw new UnreadableList(cutOff);
  }

  #take(token: TokenType, value: unknown): void {
    this.#silence = 0;
    if (token === TokenType.STRING) this.#text(String(value));
    else if (token === TokenType.COMMA) this.#comma();
    else if (token === TokenType.COLON) this.#colon();
    else if (token === TokenType.LEFT_BRACE) this.#open(TokenType.RIGHT_BRACE, "", "key-or-end");
    else if (token === TokenType.LEFT_BRACKET) this.#open(TokenType.RIGHT_BRACKET, 0, "value-or-end");
    else if (token === TokenType.RIGHT_BRACE || token === TokenType.RIGHT_BRACKET) this.#end(token);
    else {
      this.#beginValue();
      this.#endValue();
    }
  }

  #text(value: string): void {
    if (this.#expected === "key" || this.#expected === "key-or-end") {
      this.#path[this.#path.length - 1] = value;
      this.#expected = "colon";
      return;
    }
    this.#beginValue();
    this.#visitor.text(this.#path, value);
    this.#endValue();
  }

  #comma(): void {
    if (this.#expected !== "comma-or-end") throw new UnreadableList(noJson);
    const index = this.#path[this.#path.length - 1];
    if (typeof index === "number") this.#path[this.#path.length - 1] = index + 1;
    this.#expected = typeof index === "number" ? "value" : "key";
  }

  #colon(): void {
    if (this.#expected !== "colon") throw new UnreadableList(noJson);
    this.#expected = "value";
  }

  #open(closer: TokenType, first: string | number, next: Expected): void {
    this.#beginValue();
    if (this.#closers.length === maximumDepth) throw new UnreadableList(`it is nested more than ${maximumDepth} times`);
    this.#closers.push(closer);
    this.#path.push(first);
    this.#expected = next;
  }

  #end(closer: TokenType): void {
    if (!mayEnd.includes(this.#expected) || this.#closers.pop() !== closer) throw new UnreadableList(noJson);
    this.#path.pop();
    this.#visitor.end(this.#path);
    this.#endValue();
  }

  #beginValue(): void {
    if (this.#expected !== "value" && this.#expected !== "value-or-end") throw new UnreadableList(noJson);
  }

  #endValue(): void {
    this.#expected = this.#closers.length === 0 ? "nothing" : "comma-or-end";
  }
}

function tokenize(work: () => void, fault: string): void {
  try {
    work();
  } catch (error) {
    throw error instanceof TokenizerError || isEncodingFault(error) ? new UnreadableList(fault) : error;
  }
}

/** Bytes that are not UTF-8: `TextDecoder` throws an ordinary TypeError, with a code. */
function isEncodingFault(error: unknown): boolean {
  return typeof error === "object" && error !== null && "code" in error && error.code === "ERR_ENCODING_INVALID_ENCODED_DATA";
}
