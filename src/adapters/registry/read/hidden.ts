import type { Access } from "../auth/scope.ts";
import type { RepositoryAddress } from "../reference.ts";
import type { RegistrySession } from "../registry-session.ts";
import { type Answer, isRefused } from "../transport/answer.ts";
import { mayPush } from "../upload/push-access.ts";

/**
 * Reads from a repository that may not exist yet. Some registries refuse (401, 403) to read an
 * absent repository. If we may push there, we ask again with that right, and that answer counts. If
 * that and the list of tags are refused too, we can see nothing there: undefined, "absent".
 * Otherwise the refusal stands.
 */
export async function readMaybeHidden(
  session: RegistrySession,
  address: RepositoryAddress,
  ask: (access: Access) => Promise<Answer>,
): Promise<Answer | undefined> {
  const answer = await ask("pull");
  if (!isRefused(answer) || !(await mayPush(session, address))) return answer;
  const again = await ask("pull,push");
  if (!isRefused(again)) return again;
  const list = await session.call(address, { method: "GET", path: "tags/list?n=1", access: "pull,push" });
  return isRefused(list) || list.status === 404 ? undefined : again;
}
