import type { ExampleKind } from "../kind.ts";

/** What Tagstream prints, by the code that prints it, from facts of the example. */
export interface Printed {
  name: string;
  /** How its first line begins, and that of no other. */
  begins: RegExp;
  lines(): readonly string[] | Promise<readonly string[]>;
}

/** The kind of example that shows an output. A line `…` of a page stands for lines that it leaves out, and ` …` at the end of one for the rest of it. */
export function printed({ name, begins, lines }: Printed): ExampleKind & Pick<Printed, "lines"> {
  return {
    lines,
    name,
    is: ({ language, text }) => language === "text" && begins.test(text),
    faults: async ({ text }) => differences(text.trimEnd().split("\n"), await lines()),
  };
}

/** The first difference, if there is one. */
function differences(shown: readonly string[], real: readonly string[]): string[] {
  let at = 0;
  for (const [index, line] of shown.entries()) {
    if (line.trim() === "…") {
      const next = shown[index + 1];
      const found = next === undefined ? real.length : real.indexOf(next, at + 1);
      if (found <= at) return [`line ${index + 1} of it stands for no lines: after it comes "${real[at]}"`];
      at = found;
    } else if (line === real[at] || isCut(line, real[at])) {
      at += 1;
    } else {
      return [`line ${index + 1} of it is "${line}"; Tagstream prints "${real[at] ?? "nothing"}"`];
    }
  }
  return at === real.length ? [] : [`after it Tagstream prints "${real[at]}"`];
}

function isCut(line: string, real = ""): boolean {
  return line.endsWith(" …") && real.startsWith(line.slice(0, -" …".length));
}
