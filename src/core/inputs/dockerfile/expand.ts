import type { Escape } from "./lines.ts";

/**
 * Removes the quotes from a word of a Dockerfile and expands its variables, as BuildKit does
 * (moby/buildkit, frontend/dockerfile/shell). Undefined if the word is not valid.
 */
export function expandWord(word: string, variables: ReadonlyMap<string, string>, escapeSign: Escape): string | undefined {
  try {
    return new Expansion(word, variables, escapeSign).until(undefined);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

class Expansion {
  readonly #text: string;
  readonly #variables: ReadonlyMap<string, string>;
  readonly #escape: Escape;
  #at = 0;

  constructor(text: string, variables: ReadonlyMap<string, string>, escapeSign: Escape) {
    this.#text = text;
    this.#variables = variables;
    this.#escape = escapeSign;
  }

  /** Reads up to a character, or to the end. */
  until(stop: string | undefined): string {
    let out = "";
    for (;;) {
      const sign = this.#text[this.#at];
      if (sign === undefined && stop !== undefined) throw new SyntaxError(`no ${stop}`);
      if (sign === undefined) return out;
      this.#at++;
      if (sign === stop) return out;
      out += this.#part(sign, stop === '"');
    }
  }

  #part(sign: string, quoted: boolean): string {
    if (sign === "$") return this.#variable();
    if (sign === this.#escape) {
      const next = this.#text[this.#at++];
      if (next === undefined) return ""; // BuildKit drops it at the end of a word
      return quoted && !['"', "$", this.#escape].includes(next) ? `${sign}${next}` : next;
    }
    if (!quoted && sign === '"') return this.until('"');
    if (quoted || sign !== "'") return sign;
    const end = this.#text.indexOf("'", this.#at);
    if (end < 0) throw new SyntaxError("no '");
    const literal = this.#text.slice(this.#at, end);
    this.#at = end + 1;
    return literal;
  }

  #variable(): string {
    if (this.#text[this.#at] !== "{") {
      const name = this.#name();
      return name === "" ? "$" : (this.#variables.get(name) ?? "");
    }
    this.#at++;
    const name = this.#name();
    const [operator = ""] = /^(?::?[-+?]|##?|%%?|\/\/?)|^\}/.exec(this.#text.slice(this.#at)) ?? [];
    if (name === "" || operator === "") throw new SyntaxError("a variable");
    this.#at += operator.length;
    const value = this.#variables.get(name);
    if (operator === "}") return value ?? "";
    if (operator.startsWith("/")) {
      const pattern = this.until("/");
      return replaceIn(value ?? "", globbed(pattern, true), operator === "//", this.until("}"));
    }
    return applied(operator, value, this.until("}"));
  }

  #name(): string {
    const [name = ""] = /^(?:[A-Za-z_]\w*|\d)/.exec(this.#text.slice(this.#at)) ?? [];
    this.#at += name.length;
    return name;
  }
}

function applied(operator: string, value: string | undefined, word: string): string {
  const isLongest = operator.length === 2;
  if (operator.startsWith("#")) return withoutStart(value ?? "", word, isLongest);
  if (operator.startsWith("%")) return withoutEnd(value ?? "", word, isLongest);
  return chosen(operator, value, word);
}

/** `-`, `+` and `?`: after a `:`, an empty variable counts as unset. */
function chosen(operator: string, value: string | undefined, word: string): string {
  const set = operator.startsWith(":") && value === "" ? undefined : value;
  if (operator.endsWith("+")) return set === undefined ? "" : word;
  if (set !== undefined) return set;
  if (operator.endsWith("?")) throw new SyntaxError("a variable that is not set");
  return word;
}

function withoutStart(text: string, pattern: string, isLongest: boolean): string {
  return text.replace(new RegExp(`^(?:${globbed(pattern, isLongest)})`, "s"), "");
}

function withoutEnd(text: string, pattern: string, isLongest: boolean): string {
  const whole = new RegExp(`^(?:${globbed(pattern, isLongest)})$`, "s");
  for (let index = 0; index <= text.length; index++) {
    const at = isLongest ? index : text.length - index;
    if (whole.test(text.slice(at))) return text.slice(0, at);
  }
  return text;
}

function replaceIn(text: string, pattern: string, all: boolean, by: string): string {
  return text.replace(new RegExp(pattern, all ? "gs" : "s"), () => by);
}

function globbed(pattern: string, greedy: boolean): string {
  return pattern.replace(/\\?[\s\S]/g, (sign) => {
    if (sign === "*") return greedy ? ".*" : ".*?";
    if (sign === "?") return ".";
    return sign.slice(-1).replace(/[\\^$.*+?()[\]{}|/]/, "\\$&");
  });
}
