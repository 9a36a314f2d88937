import { entryOf } from "../../../tools/release/changelog.ts";
import { parseChangeset } from "../../../tools/release/changesets.ts";
import type { ExampleKind } from "./kind.ts";

/** A file of `.changeset`, by the reader that releases. */
export const changeset: ExampleKind = {
  name: "changeset",
  is: ({ language, text }) => language === "md" && text.startsWith("---\n"),
  faults({ text }) {
    try {
      return entryOf(parseChangeset("example", text)) === undefined ? ["it asks for no release"] : [];
    } catch (error) {
      return [error instanceof Error ? error.message : String(error)];
    }
  },
};
