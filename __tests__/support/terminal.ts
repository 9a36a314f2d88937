import { plainStyle } from "../../src/core/lib/text/style.ts";
import type { Terminal } from "../../src/ports/session.ts";

/** A terminal with every option off, and with no colours. @param printed gets what the command prints */
export function terminalOf(printed: string[], more: Partial<Terminal> = {}): Terminal {
  return {
    ...{ json: false, local: false, noHold: false, allTags: false, packages: false, style: plainStyle },
    print: (text) => void printed.push(text),
    ...more,
  };
}
