import type { Test } from "../../../core/tests/kinds.ts";
import type { Runner } from "./runner.ts";
import { askService } from "./service.ts";

/** Runs the command in the running service until it passes. */
export const exec: Runner<Extract<Test, { kind: "exec" }>> = {
  streams: false,
  run({ name, command, env, within, timeout }, subject, ports) {
    return askService({ name, command, env, limit: Math.min(within, timeout) }, subject, ports);
  },
};
