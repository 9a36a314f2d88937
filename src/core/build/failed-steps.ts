/** A step of a build that failed. */
export interface FailedStep {
  /** `[stage 2/3] RUN make`. */
  step: string;
  /** The last lines of its log, each after a time. */
  log: string;
}

/**
 * The failed steps in the output of `docker buildx bake --progress plain`, which repeats them at the
 * end, between rules of dashes.
 */
export function failedSteps(output: string): FailedStep[] {
  const lines = output.split(/\r?\n/);
  return lines.flatMap((line, at) => {
    const step = /^ > (.*):$/.exec(line)?.[1];
    if (step === undefined || !isRule(lines[at - 1])) return [];
    const rest = lines.slice(at + 1);
    const end = rest.findIndex(isRule);
    return [{ step, log: rest.slice(0, end < 0 ? undefined : end).join("\n") }];
  });
}

function isRule(line: string | undefined): boolean {
  return /^-{6,}$/.test(line ?? "");
}

/**
 * The error of the whole build, in the same output: `failed to solve: …`. Empty without one. Only the
 * last line certainly comes from buildx.
 */
export function lastError(output: string): string {
  const start = "ERROR: ";
  const line = output.split(/\r?\n/).findLast((one) => one.startsWith(start));
  return line?.slice(start.length) ?? "";
}
