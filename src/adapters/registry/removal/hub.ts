import * as v from "valibot";
import { type Answer, isOk, isRefused, parseJson } from "../answer.ts";
import type { RegistrySession } from "../registry-session.ts";
import { type RemoveTag, throwIfPassing } from "./remove.ts";

const tokenSchema = v.object({ access_token: v.string() });
const json = { accept: "application/json", "content-type": "application/json" };

/**
 * Docker Hub's own API removes one tag and leaves the others; its registry removes only what no tag names. It wants a token of its own,
 * for which it takes the login's name and access token (`POST /v2/auth/token`).
 */
export function createHubRemoval(
  session: Pick<RegistrySession, "send" | "credentialsFor" | "refusal">,
  api = "https://hub.docker.com",
): RemoveTag {
  let login: Promise<Answer | undefined> | undefined;
  const logIn = async (registry: string): Promise<Answer | undefined> => {
    const credentials = await session.credentialsFor(registry);
    if (credentials?.kind !== "basic") return undefined;
    const body = new TextEncoder().encode(JSON.stringify({ identifier: credentials.username, secret: credentials.password }));
    return session.send({ method: "POST", url: new URL("/v2/auth/token", api), headers: json, body });
  };
  return async (address, target) => {
    const attempt = login ?? logIn(address.registry);
    login = undefined; // a failure is not kept
    const answer = await attempt;
    const token = answer && isOk(answer) ? parseJson(answer, tokenSchema)?.access_token : undefined;
    if (answer === undefined) return "there is no login for Docker Hub";
    await throwIfPassing(session, address, target, answer);
    if (token === undefined) return `Docker Hub accepts no login for its API (it answered ${answer.status})`;
    login = attempt;
    const url = new URL(`/v2/repositories/${address.name}/tags/${target.tag}/`, api);
    const removed = await session.send({ method: "DELETE", url, headers: { ...json, authorization: `Bearer ${token}` } });
    if (isOk(removed) || removed.status === 404) return undefined;
    await throwIfPassing(session, address, target, removed);
    if (isRefused(removed)) {
      return `Docker Hub refused: the access token needs "Read, Write, Delete", or a rule there makes the tag immutable`;
    }
    return `Docker Hub answered ${removed.status} to its removal`;
  };
}
