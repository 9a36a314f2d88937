import { findCommand } from "./commands/index.ts";
import { events } from "./core/events/index.ts";
import type { Entrypoint } from "./ports/entrypoint.ts";
import { type InputName, inputNamed } from "./ports/inputs.ts";

/**
 * Tells the outside monitor how a run ended: after a scheduled run, and after `check`. Never for an
 * event that a stranger can start, for a dry run, or on the command line. It never fails the run, and
 * no message has the address.
 * @param address TAGSTREAM_PING
 */
export async function tellMonitor(address: string | undefined, entrypoint: Entrypoint, status: number): Promise<void> {
  const { environment, input, reporter, terminal } = entrypoint;
  const text = (name: InputName): string => input(name).trim() || (inputNamed(name).default ?? "");
  if (address === undefined || terminal || /^true$/i.test(text("dry-run"))) return;
  if (!isTold(text("command"), environment["GITHUB_EVENT_NAME"], status !== 0)) return;
  const { ping } = await import("./adapters/http/ping.ts");
  const fault = await ping(address, status !== 0);
  if (fault === undefined) return;
  reporter.problem({
    code: "ping-failed",
    severity: "warning",
    message: `Could not ping the monitor in TAGSTREAM_PING: ${fault}.`,
  });
}

/** @param event GITHUB_EVENT_NAME */
function isTold(command: string, event: string | undefined, red: boolean): boolean {
  const { pings } = findCommand(command) ?? {};
  if (pings === undefined) return false;
  const isTrusted = events.some(({ name, startedBy }) => name === event && startedBy === "writers");
  const isWatched = event === "schedule" || pings === "always";
  return isTrusted && isWatched && (pings !== "when red" || red);
}
