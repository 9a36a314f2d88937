import type { Fate } from "../../core/propose/proposal.ts";

/** What becomes of a reference, in words: `the same (alias)`. */
export function fateWords(fate: Fate): string {
  switch (fate.is) {
    case "same":
      return `the same (${fate.as})`;
    case "same text":
      return `the same (${fate.as}), ${fate.whenever}`;
    case "replaced":
      return `${fate.by} instead`;
    case "not written":
      return `not written: ${fate.why}`;
  }
}
