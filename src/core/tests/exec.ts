import * as v from "valibot";
import { command, duration } from "../lib/config-scalars.ts";
import { parseDuration } from "../lib/duration.ts";
import { timeLimit } from "../lib/scalars.ts";
import { defineTestKind, plannedEntries, shellCommand } from "./kind.ts";

const defaultWithin = "60s";

/** The image runs as a service with its own entrypoint. The command runs inside it, again and again until it passes. */
export const exec = defineTestKind({
  name: "exec",
  value: command(
    "The image is started as a service, with its own entrypoint; this command is run inside it until it passes. Text is run by `sh -c`.",
  ),
  limits: {
    within: v.exactOptional(
      duration(`Of \`exec\`: how long it may take until the command passes. Default: \`${defaultWithin}\`.`),
    ),
  },
  options: {},
  hints: { within: "use `timeout`" },
  plan: v.strictObject({
    kind: v.literal("exec"),
    ...plannedEntries,
    within: timeLimit("Milliseconds within which the command has to pass."),
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
