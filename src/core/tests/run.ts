import * as v from "valibot";
import { command } from "../lib/config-scalars.ts";
import { defineTestKind, plannedEntries, shellCommand } from "./kind.ts";

/** A container of the image runs the command. Exit status 0 passes. */
export const run = defineTestKind({
  name: "run",
  value: command("A container of the image runs this command. Exit status 0 passes. `sh -c` runs text."),
  limits: {},
  options: {},
  hints: {},
  plan: v.strictObject({ kind: v.literal("run"), ...plannedEntries }),
  onRunner: false,
  words: shellCommand,
  make: (common) => ({ kind: "run", ...common }),
  canonical: () => ({}),
  paths: () => [],
});
