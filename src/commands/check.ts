import type { Request } from "../ports/request.ts";
import type { Session } from "../ports/session.ts";
import type { Command } from "./command.ts";

export const checkCommand: Command = {
  name: "check",
  summary: "say which images are no longer fresh, and why; build nothing",
  details:
    "It is red when the newest timestamp of an image is older than `rebuild: { stale: … }` allows, or 10 days. On the default branch it keeps one issue with the causes.",
  takes: ["only", "workflow"],
  outputs: ["stale"],
  permissions: { contents: "read", packages: "read", issues: "write", actions: "read" },
  permissionsFor: "read publications, holds, and the scheduled workflow and its runs; keep the issue",
  engine: false,
  writes: "nothing",
  pings: "always",
  run: check,
};

/** The command `check`: the age of every unit's newest publication, from the registries. */
export async function check(request: Request, session: Session): Promise<number> {
  const { checkFreshness } = await import("../steps/freshness/check.ts");
  return checkFreshness(request, session);
}
