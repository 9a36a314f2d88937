/**
 * A text for a manual page: what roff would take for a request, an escape or a typographic sign
 * stays what it is. Backquotes make bold text, as they mark code in our tables.
 */
function roff(text: string): string {
  return text
    .split("`")
    .map((part, index) => (index % 2 === 1 ? `\\fB${escaped(part)}\\fR` : escaped(part)))
    .join("");
}

/** A text as lines of a page: a line must not begin with a control character. */
function lines(text: string): string {
  return text
    .split("\n")
    .map((line) => line.replace(/^[.']/, "\\&$&"))
    .join("\n");
}

const signs: Readonly<Record<string, string>> = {
  "\\": "\\(rs",
  "-": "\\-",
  "'": "\\(aq",
  '"': "\\(dq",
  "^": "\\(ha",
  "~": "\\(ti",
  "`": "\\(ga",
};

function escaped(text: string): string {
  return [...text].map((sign) => signs[sign] ?? (sign > "~" ? unicode(sign) : sign)).join("");
}

/** `…` → `\[u2026]`: no program has to guess the file's encoding. */
function unicode(sign: string): string {
  return `\\[u${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}]`;
}

const maxColumns = 78;

/** Sentences, each from a new line on, as roff wants it; in short lines. */
function filled(text: string): string {
  const wrapped: string[] = [];
  for (const sentence of text.split(/(?<=[.:]) (?=[A-Z])/)) {
    let line = "";
    for (const word of roff(sentence).split(" ")) {
      if (line !== "" && line.length + 1 + word.length > maxColumns) {
        wrapped.push(line);
        line = "";
      }
      line = line === "" ? word : `${line} ${word}`;
    }
    wrapped.push(line);
  }
  return lines(wrapped.join("\n"));
}

/** A paragraph. */
export function paragraph(text: string): string {
  return `.PP\n${filled(text)}`;
}

/** A term, already in roff, with its explanation. */
export function entry(term: string, ...explanation: string[]): string {
  return `.TP\n${lines(term)}\n${explanation.map(filled).join("\n")}`;
}

/** Lines as they are: an example. */
export function verbatim(text: string): string {
  return `.PP\n.RS 4\n.nf\n${lines(text.split("\n").map(escaped).join("\n"))}\n.fi\n.RE`;
}

/** A text in bold. */
export function bold(text: string): string {
  return `\\fB${escaped(text)}\\fR`;
}

/** A text in italics. */
export function italic(text: string): string {
  return `\\fI${escaped(text)}\\fR`;
}
