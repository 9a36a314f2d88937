import type { Test } from "../../../core/tests/kinds.ts";
import { indented, judge, type Runner } from "./runner.ts";

/** Runs the command in its own container. */
export const run: Runner<Extract<Test, { kind: "run" }>> = {
  streams: true,
  async run({ command, env, timeout }, { image, platform }, { containers, log, redact }) {
    return judge(await containers.run(image, platform, command, { env, timeout, redact }, indented(log)), timeout);
  },
};
