/** One record of a list input, which is comma-separated text. */
export interface CsvRecord {
  /** From 0. */
  line: number;
  fields: string[];
}

export interface CsvRules {
  /** Starts a comment, which ends with the line. Inside a word it does not: versions of the action differ there. */
  comment?: string;
  /** A quote inside an unquoted field is a part of it; otherwise the text has no reading. */
  relaxed: boolean;
}

/** Reads records as the actions of Docker do; undefined for quotes that they refuse. */
export function readCsv(text: string, rules: CsvRules): CsvRecord[] | undefined {
  const records: CsvRecord[] = [];
  let line = 0;
  let at = 0;
  while (at < text.length) {
    const read = readRecord(text, at, rules);
    if (read === undefined) return undefined;
    if (read.fields.length > 1 || read.fields[0] !== "") records.push({ line, fields: read.fields });
    for (let index = at; index < read.end; index += 1) if (text[index] === "\n") line += 1;
    at = read.end;
  }
  return records;
}

function readRecord(text: string, start: number, rules: CsvRules): { fields: string[]; end: number } | undefined {
  const fields: string[] = [];
  let at = start;
  for (;;) {
    const field = text[at] === '"' ? readQuoted(text, at, rules) : readPlain(text, at, rules);
    if (field === undefined) return undefined;
    fields.push(field.text);
    at = field.end;
    if (text[at] !== ",") break;
    at += 1;
  }
  const newline = text.indexOf("\n", at);
  return { fields, end: newline === -1 ? text.length : newline + 1 };
}

function readPlain(text: string, start: number, rules: CsvRules): { text: string; end: number } | undefined {
  let end = start;
  while (end < text.length) {
    const character = text[end] ?? "";
    if (character === "," || character === "\n") break;
    if (character === rules.comment && /^\s?$/.test(text[end - 1] ?? "")) break;
    if (character === '"' && !rules.relaxed) return undefined;
    end += 1;
  }
  return { text: text.slice(start, end).replace(/\r$/, ""), end };
}

function readQuoted(text: string, start: number, rules: CsvRules): { text: string; end: number } | undefined {
  let value = "";
  let at = start + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote === -1) return rules.relaxed ? readPlain(text, start, rules) : undefined;
    value += text.slice(at, quote);
    at = quote + 1;
    if (text[at] !== '"') break;
    value += '"';
    at += 1;
  }
  const next = text[at];
  if (next === undefined || next === "," || next === "\n" || next === "\r") {
    return { text: value, end: next === "\r" ? at + 1 : at };
  }
  return rules.relaxed ? readPlain(text, start, rules) : undefined;
}
