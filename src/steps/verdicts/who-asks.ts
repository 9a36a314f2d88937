import { actorOf } from "../../core/events/event.ts";
import { failure } from "../../core/lib/problems/problem.ts";
import type { Forge } from "../../ports/forge.ts";
import type { Session } from "../../ports/session.ts";

/**
 * The login of the person who judges images. On GitHub it is GitHub's word: whoever may start the
 * workflow may write. On the command line it is the owner of the token, whose right to write is
 * asked for.
 * @throws Failure `verdict-denied`, `github-…`
 */
export async function whoAsks({ event, terminal }: Pick<Session, "event" | "terminal">, forge: Forge): Promise<string> {
  if (!terminal) {
    const actor = actorOf(event);
    if (actor !== undefined) return actor;
    const message = "The event does not name the person who started the run. Start the workflow by hand (workflow_dispatch).";
    throw failure("verdict-denied", message);
  }
  const { login, mayWrite } = await forge.tokenOwner();
  if (mayWrite) return login;
  throw failure(
    "verdict-denied",
    `${login} may not write to ${event.repository}, so what they say of an image would not count. Use the token of a person with write access.`,
  );
}
