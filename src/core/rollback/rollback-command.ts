/**
 * The command that rolls units back, for a terminal.
 * @param to absent for `previous`, the newest image before the one that the stream shows
 * @param reason words without quotes
 */
export function rollbackCommand({ only, to, reason }: { only: string; to?: string; reason: string }): string {
  return `tagstream rollback --only ${only} ${to === undefined ? "" : `--to ${to} `}--reason "${reason}"`;
}
