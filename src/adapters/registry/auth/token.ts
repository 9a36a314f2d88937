import * as v from "valibot";
import { failure } from "../../../core/lib/problems/problem.ts";
import { type Answer, isOk, parseJson } from "../transport/answer.ts";
import type { HttpRequest } from "../transport/transport.ts";
import { basicAuthorization, type Credentials } from "./credentials.ts";
import type { Scope } from "./scope.ts";
import type { KnownSecrets } from "./secrets.ts";

/** A token service, as named in a registry's Bearer challenge. */
export interface TokenService {
  realm: URL;
  service?: string;
}

/** An `Authorization` header, `fresh` when requested just now; or the token service's refusal. */
export type Token = { header: string; fresh: boolean } | { refused: Answer };

export interface Tokens {
  /**
   * A token for exactly these scopes, from the cache while it is valid. The cache is per registry
   * (origin): a hostile registry could name another one's service to obtain its tokens.
   */
  get(registry: string, service: TokenService, credentials: Credentials | undefined, scopes: readonly Scope[]): Promise<Token>;
  /** Forgets a token that the registry refused. */
  drop(header: string): void;
}

interface Entry {
  answer: Promise<Token>;
  /** Both are set once the token has arrived. */
  header?: string;
  /** On the clock of `performance.now()`. */
  expires: number;
}

/** Seconds of validity if the service gives none (Docker's token specification). */
const defaultLifetime = 60;
/**
 * Stop using a token this many seconds before it expires, or at half of its validity if that is
 * less.
 */
const margin = 10;

const tokenSchema = v.object({
  token: v.nullish(v.string()),
  access_token: v.nullish(v.string()),
  expires_in: v.optional(v.unknown()), // Some services send text; a wrong value must not cost the token.
});

/**
 * Tokens by Docker's token authentication. GET with Basic, or anonymous; POST with an identity
 * token as OAuth 2 refresh token. Cached by registry, service and scopes; concurrent callers share
 * one request.
 */
export function createTokens(send: (request: HttpRequest) => Promise<Answer>, secrets: KnownSecrets): Tokens {
  const cache = new Map<string, Entry>();
  return {
    async get(registry, service, credentials, scopes) {
      const key = [registry, service.realm.href, service.service ?? "", ...scopes].join(" ");
      const cached = cache.get(key);
      if (cached && cached.expires > performance.now()) {
        const fresh = cached.header === undefined; // still in flight
        const token = await cached.answer;
        return "refused" in token ? token : { ...token, fresh };
      }
      const entry: Entry = { answer: ask(), expires: Number.POSITIVE_INFINITY };
      cache.set(key, entry);
      try {
        const token = await entry.answer;
        if ("refused" in token) cache.delete(key);
        return token;
      } catch (error) {
        cache.delete(key);
        throw error;
      }

      async function ask(): Promise<Token> {
        const answer = await send(tokenRequest(service, credentials, scopes));
        if (isRefusal(answer)) return { refused: { ...answer, tokenService: true } };
        if (!isOk(answer)) throw incompleteTokenError(service, `${answer.status} instead of a token`);
        const { token, lifetime } = readToken(answer, service);
        secrets.add(token);
        entry.header = `Bearer ${token}`;
        entry.expires = performance.now() + Math.max(lifetime - margin, lifetime / 2) * 1000;
        return { header: entry.header, fresh: true };
      }
    },
    drop(header) {
      for (const [key, entry] of cache) if (entry.header === header) cache.delete(key);
    },
  };
}

function tokenRequest(
  { realm, service }: TokenService,
  credentials: Credentials | undefined,
  scopes: readonly Scope[],
): HttpRequest {
  if (credentials?.kind === "identity") {
    const form = new URLSearchParams({ grant_type: "refresh_token", client_id: "tagstream", refresh_token: credentials.token });
    if (service !== undefined) form.set("service", service);
    form.set("scope", scopes.join(" "));
    const headers = { "content-type": "application/x-www-form-urlencoded", accept: "application/json" };
    return { method: "POST", url: realm, headers, body: new TextEncoder().encode(form.toString()) };
  }
  const url = new URL(realm);
  if (service !== undefined) url.searchParams.set("service", service);
  for (const scope of scopes) url.searchParams.append("scope", scope);
  return {
    method: "GET",
    url,
    headers: { accept: "application/json", ...(credentials ? { authorization: basicAuthorization(credentials) } : {}) },
  };
}

/**
 * The service's own refusal or fault. Callers would take any other status for the registry's: a 404
 * as "absent".
 */
function isRefusal({ status }: Answer): boolean {
  return [400, 401, 403, 429].includes(status) || status >= 500;
}

function readToken(answer: Answer, service: TokenService): { token: string; lifetime: number } {
  const { token, access_token, expires_in } = parseJson(answer, tokenSchema) ?? {};
  const text = (token || access_token)?.trim();
  if (!text || !/^[\x21-\x7e]+$/.test(text)) throw incompleteTokenError(service, "without a token");
  const seconds = Number(expires_in);
  return { token: text, lifetime: seconds > 0 && Number.isFinite(seconds) ? seconds : defaultLifetime };
}

function incompleteTokenError({ realm }: TokenService, what: string): Error {
  return failure("registry-invalid", `${realm.host}, the registry's token service, answered ${what}. Run again later.`);
}
