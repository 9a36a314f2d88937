import { oneLine } from "../../core/lib/text/clean.ts";
import { plainStyle, type Style } from "../../core/lib/text/style.ts";

/** A note under a table, as one line. */
export function noteLine(note: string, style: Style = plainStyle): string {
  return `  ${style.yellow(`note: ${oneLine(note)}`)}`;
}
