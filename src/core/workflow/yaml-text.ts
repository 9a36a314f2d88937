/** Words that YAML reads as something else than text. */
const otherwise = /^(?:true|false|null|yes|no|on|off|y|n)$/i;

/** A text as a value of a line of YAML: quoted only if it must be. */
export function scalar(text: string): string {
  return /^[A-Za-z][\w./-]*$/.test(text) && !otherwise.test(text) ? text : JSON.stringify(text);
}

/** Texts as a list in one line. */
export function list(texts: readonly string[]): string {
  return `[${texts.map(scalar).join(", ")}]`;
}

/** An expression as a value: with quotes where it would end the text, or begin a comment. */
export function expression(text: string): string {
  const whole = `\${{ ${text} }}`;
  return /: | #/.test(whole) ? JSON.stringify(whole) : whole;
}

/** Lines deeper by some levels of two spaces; empty ones stay empty. */
export function indent(lines: readonly string[], levels: number): string[] {
  return lines.map((line) => (line === "" ? line : `${"  ".repeat(levels)}${line}`));
}

/** `runs-on`: a label or a list of labels. */
export function labels(runner: string | readonly string[]): string {
  return typeof runner === "string" ? scalar(runner) : list(runner);
}
