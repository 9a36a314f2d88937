import * as v from "valibot";
import type { TagRulesApi } from "../../../core/registries/vendor.ts";
import { basicAuthorization } from "../auth/credentials.ts";
import type { RepositoryAddress } from "../reference.ts";
import type { RegistrySession } from "../registry-session.ts";
import { isOk, parseJson } from "../transport/answer.ts";

/** Headers of a login for a vendor's API; none without one here; `refused` if the vendor rejects it. */
export type ApiLogin = Readonly<Record<string, string>> | "refused";

/** Logs in to a vendor's API with the login for its registry. */
export async function logIn(
  { send, credentialsFor }: Pick<RegistrySession, "send" | "credentialsFor">,
  { login, origin }: Pick<TagRulesApi, "login" | "origin">,
  address: RepositoryAddress,
): Promise<ApiLogin> {
  const credentials = await credentialsFor(address.registry);
  if (credentials?.kind !== "basic") return {};
  if (login === "basic") return { authorization: basicAuthorization(credentials) };
  if (login === "bearer") return { authorization: `Bearer ${credentials.password}` };
  const body = new TextEncoder().encode(JSON.stringify(login.body(credentials.username, credentials.password)));
  const headers = { accept: "application/json", "content-type": "application/json" };
  const answer = await send({ method: "POST", url: new URL(login.path, origin ?? address.origin), headers, body });
  const json = isOk(answer) ? parseJson(answer, v.unknown()) : undefined;
  const token = json === undefined ? undefined : login.token(json);
  return token === undefined ? "refused" : { authorization: `Bearer ${token}` };
}
