import * as v from "valibot";
import { command, duration } from "../lib/config-scalars.ts";
import { timeLimit } from "../lib/scalars.ts";
import { parseDuration } from "../lib/time/duration.ts";
import { defineTestKind, plannedEntries, shellCommand } from "./kind.ts";

const defaultWithin = "60s";

/**
 * The image runs as a service with its own entrypoint. The command runs inside it, again and again
 * until it passes.
 */
export const exec = defineTestKind({
  name: "exec",
  value: command(
    "Tagstream starts the image as a service with its own entrypoint, and runs this command inside until it passes. `sh -c` runs text.",
  ),
  limits: {
    within: v.exactOptional(duration(`For \`exec\`: time limit until the command passes. Default: \`${defaultWithin}\`.`)),
  },
  options: {},
  hints: { within: "use `timeout`" },
  plan: v.strictObject({
    kind: v.literal("exec"),
    ...plannedEntries,
    within: timeLimit("Milliseconds within which the command must pass."),
  }),
  onRunner: false,
  words: shellCommand,
  make: (common, config) => {
    const within = parseDuration(config.within ?? defaultWithin);
    // Without a timeout of its own, the whole test must not end before `within` does.
    const timeout = config.timeout === undefined ? Math.max(common.timeout, within) : common.timeout;
    return { kind: "exec", ...common, timeout, within };
  },
  canonical: ({ within }) => ({ within }),
  paths: () => [],
});
