import { becauseText } from "../../core/pins/because.ts";
import type { PinnedImage } from "../../core/pins/pin-result.ts";
import type { PinView } from "./pin-table.ts";

/** The result of the command `pin` for machines: JSON with a line end. */
export function pinJson(views: readonly PinView[], pins: readonly PinnedImage[], diff?: string): string {
  const targets = views.map(({ name, changes, state, url }) => ({
    target: name,
    state,
    ...(url === undefined ? {} : { url }),
    ...(changes
      ? {
          changes: changes.changes.map(({ because, ...change }) => ({ ...change, because: becauseText(because) })),
          left: changes.left,
          problems: changes.problems.map(({ code, message }) => ({ code, message })),
        }
      : {}),
  }));
  return `${JSON.stringify({ targets, pins, ...(diff === undefined ? {} : { diff }) }, null, 2)}\n`;
}
