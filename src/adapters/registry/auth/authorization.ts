import { isDeepStrictEqual } from "node:util";
import { failure } from "../../../core/lib/problems/problem.ts";
import type { RepositoryAddress } from "../reference.ts";
import type { Answer } from "../transport/answer.ts";
import { type Challenge, parseChallenges } from "./challenge.ts";
import { basicAuthorization, type Credentials, type CredentialsFor } from "./credentials.ts";
import { joinScopes, parseScopes, type Scope } from "./scope.ts";
import type { TokenService, Tokens } from "./token.ts";

/**
 * What to send with a request: a header, nothing, or the token service's refusal in place of it.
 */
export interface Authorization {
  header?: string;
  /** Made just now: if the registry refuses it, another one would fail too. */
  fresh?: boolean;
  scopes: readonly Scope[];
  refused?: Answer;
  /** The look-up that gave this login; absent before the registry has asked for a login. */
  login?: Promise<Credentials | undefined>;
  /** This call has looked up the login again already. It does that once. */
  renewed?: boolean;
}

type Demand = { scheme: "basic" } | { scheme: "bearer"; service: TokenService };

export interface Authorizer {
  /**
   * For a first try: nothing until a registry has asked for a login; from then on, what it asked
   * for.
   */
  prepare(address: RepositoryAddress, scopes: readonly Scope[]): Promise<Authorization>;
  /**
   * After a 401: what to try next, or undefined when the refusal is final.
   * @throws Failure `registry-login` for an unknown scheme
   */
  answer(address: RepositoryAddress, used: Authorization, header: string): Promise<Authorization | undefined>;
}

/**
 * Chooses the HTTP scheme for a login: Bearer where the registry offers it, else Basic. After a 401
 * it looks up the login again, since another process may have replaced it, and retries once if it
 * changed.
 */
export function createAuthorizer(credentialsFor: CredentialsFor, tokens: Tokens): Authorizer {
  const demands = new Map<string, Demand>();
  const authorize = async (
    address: RepositoryAddress,
    demand: Demand,
    scopes: readonly Scope[],
    login = credentialsFor(address.registry),
    renewed = false,
  ): Promise<Authorization> => {
    const credentials = await login;
    const made = { scopes, login, renewed };
    if (demand.scheme === "bearer") {
      const next = { ...(await tokens.get(address.origin, demand.service, credentials, scopes)), ...made };
      return ("refused" in next && next.refused.status === 401 && (await renew(address, demand, next))) || next;
    }
    return credentials?.kind === "basic" ? { header: basicAuthorization(credentials), fresh: true, ...made } : made;
  };
  /**
   * The same with a login looked up again; undefined when this call did that before, or the login
   * is unchanged.
   */
  const renew = async (
    address: RepositoryAddress,
    demand: Demand,
    { scopes, login: refused, renewed }: Authorization,
  ): Promise<Authorization | undefined> => {
    if (renewed || refused === undefined) return undefined;
    const login = credentialsFor(address.registry, refused);
    return isDeepStrictEqual(await login, await refused) ? undefined : authorize(address, demand, scopes, login, true);
  };
  return {
    async prepare(address, scopes) {
      const demand = demands.get(address.origin);
      const joined = joinScopes(scopes);
      return demand ? authorize(address, demand, joined) : { scopes: joined };
    },
    async answer(address, used, header) {
      const challenge = choose(address, header);
      if (!challenge) return undefined;
      const demand = readDemand(address, challenge);
      demands.set(address.origin, demand);
      const { scopes, isLast } = scopesAfter(used, challenge);
      if (used.header !== undefined) tokens.drop(used.header);
      const next = isLast
        ? await renew(address, demand, used)
        : await authorize(address, demand, scopes, undefined, used.renewed);
      if (next?.header !== undefined || next?.refused !== undefined) return next;
      return next && renew(address, demand, next);
    },
  };
}

/** What a registry asks for in a 401; undefined if it names nothing. @throws Failure `registry-login` */
export function demandOf(address: RepositoryAddress, header: string): Demand | undefined {
  const challenge = choose(address, header);
  return challenge && readDemand(address, challenge);
}

/** What to ask for after a 401, and whether this login can get no more. */
function scopesAfter(used: Authorization, { scheme, parameters }: Challenge): { scopes: Scope[]; isLast: boolean } {
  // Our own scopes first. If they are not enough, add those that the registry asks for.
  const asked = used.header === undefined ? [] : parseScopes(parameters["scope"]);
  const scopes = joinScopes([...used.scopes, ...asked]);
  const more = scopes.join() !== used.scopes.join();
  // An equal token would be refused too.
  const final = used.fresh === true || parameters["error"] === "insufficient_scope";
  return { scopes, isLast: used.header !== undefined && final && !(more && scheme === "bearer") };
}

/**
 * The challenge to answer.
 * @throws Failure `registry-login` if all schemes are unknown
 */
function choose(address: RepositoryAddress, header: string): Challenge | undefined {
  const challenges = parseChallenges(header);
  const challenge = challenges.find(({ scheme }) => scheme === "bearer") ?? challenges.find(({ scheme }) => scheme === "basic");
  if (!challenge && challenges.length > 0) throw unknownScheme(address, challenges);
  return challenge;
}

function readDemand(address: RepositoryAddress, { scheme, parameters }: Challenge): Demand {
  if (scheme === "basic") return { scheme };
  const text = parameters["realm"] ?? "";
  const realm = URL.canParse(text) ? new URL(text) : undefined;
  // The login goes there: never in clear text when the registry itself uses https.
  if (realm?.protocol !== "https:" && !(realm?.protocol === "http:" && address.origin.startsWith("http:"))) {
    throw failure(
      "registry-invalid",
      `${address.registry} names an unsafe address for its token service${realm ? ` (${realm.protocol}//${realm.host})` : ""}. Tagstream sent no login. Ask the registry's operator to correct it.`,
    );
  }
  const service = parameters["service"];
  return { scheme: "bearer", service: { realm, ...(service === undefined ? {} : { service }) } };
}

function unknownScheme(address: RepositoryAddress, challenges: readonly Challenge[]): Error {
  const names = [...new Set(challenges.map(({ scheme }) => scheme))].join(", ").slice(0, 60);
  return failure(
    "registry-login",
    `${address.registry} asks for an unknown kind of login (${names}). Tagstream supports Basic and Bearer.`,
  );
}
