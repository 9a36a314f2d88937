import { oneLine } from "./clean.ts";
import { plainStyle, type Style } from "./style.ts";

/** What a reader of a table should know, as a line under it. */
export function noteLine(note: string, style: Style = plainStyle): string {
  return `  ${style.yellow(`note: ${oneLine(note)}`)}`;
}
