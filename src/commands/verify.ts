import type { Request } from "../ports/request.ts";
import type { Session } from "../ports/session.ts";
import { resolveManualTrigger } from "../steps/plan/manual-trigger.ts";
import { giveVerdict } from "../steps/verdicts/give-verdict.ts";

/** The command `verify`: says of an image that it is good or bad, for the streams that follow it. */
export async function verify(request: Request, session: Session): Promise<number> {
  return giveVerdict(await resolveManualTrigger(request, session, "judge images"), request, session);
}
