import { oneLine } from "../../core/lib/clean.ts";
import { plainStyle, type Style } from "../../core/lib/style.ts";

/** What a reader of a table should know, as a line under it. */
export function noteLine(note: string, style: Style = plainStyle): string {
  return `  ${style.yellow(`note: ${oneLine(note)}`)}`;
}
