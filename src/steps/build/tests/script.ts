import type { Test } from "../../../core/tests/kinds.ts";
import { indented, judge, type Runner } from "./runner.ts";

/** Runs a program of the repository on the runner, in the work tree. */
export const script: Runner<Extract<Test, { kind: "script" }>> = {
  streams: true,
  async run({ command, env, timeout }, { unit, image, platform, workTree }, { containers, log, redact }) {
    const given = { TAGSTREAM_IMAGE: image, TAGSTREAM_PLATFORM: platform, TAGSTREAM_UNIT: unit };
    const options = { env: { ...env, ...given }, timeout, redact };
    return judge(await containers.script(command, workTree, options, indented(log)), timeout);
  },
};
