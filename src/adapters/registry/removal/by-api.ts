import * as v from "valibot";
import type { TagApi, TokenLogin } from "../../../core/registries/vendor.ts";
import { basicAuthorization } from "../auth/credentials.ts";
import type { RepositoryAddress } from "../reference.ts";
import type { RegistrySession } from "../registry-session.ts";
import { isOk, parseJson } from "../transport/answer.ts";
import { type RemoveTag, type Target, throwIfPassing } from "./remove.ts";

type ApiSession = Pick<RegistrySession, "send" | "credentialsFor" | "refusal">;
/** A login's header, or the reason for having none. */
type Login = { authorization: string } | { refused: string };

/**
 * Removes a tag by a vendor's own API, which keeps all other tags. Gets a token once; never keeps a
 * refused login.
 * @param title the vendor's name in messages, if the API is not at the registry's own address
 */
export function createApiRemoval(session: ApiSession, api: TagApi, title: string): RemoveTag {
  let kept: Login | undefined;
  return async (address, target) => {
    const who = api.origin === undefined ? address.registry : title;
    const login = kept ?? (await logIn(session, api, { address, target, who }));
    if ("refused" in login) return login.refused;
    if (api.login !== "basic") kept = login;
    const url = new URL(api.path(address.name, target.tag), api.origin ?? address.origin);
    const answer = await session.send({ method: "DELETE", url, headers: { accept: "application/json", ...login } });
    if (isOk(answer) || answer.status === 404) return undefined;
    await throwIfPassing(session, address, target, answer);
    return api.whyKept(answer.status, address) ?? `${who} answered ${answer.status} to the removal`;
  };
}

async function logIn(
  session: ApiSession,
  { login, origin }: TagApi,
  { address, target, who }: { address: RepositoryAddress; target: Target; who: string },
): Promise<Login> {
  const credentials = await session.credentialsFor(address.registry);
  if (credentials?.kind !== "basic") return { refused: `Tagstream found no login with a name and a password for ${who}` };
  if (login === "basic") return { authorization: basicAuthorization(credentials) };
  const body = new TextEncoder().encode(JSON.stringify(login.body(credentials.username, credentials.password)));
  const headers = { accept: "application/json", "content-type": "application/json" };
  const answer = await session.send({ method: "POST", url: new URL(login.path, origin ?? address.origin), headers, body });
  await throwIfPassing(session, address, target, answer);
  const token = isOk(answer) ? tokenOf(login, answer) : undefined;
  return token === undefined
    ? { refused: `${who} rejected the login for its API (it answered ${answer.status})` }
    : { authorization: `Bearer ${token}` };
}

function tokenOf(login: TokenLogin, answer: { body: Uint8Array }): string | undefined {
  const json = parseJson(answer, v.unknown());
  return json === undefined ? undefined : login.token(json);
}
