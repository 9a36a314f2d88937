import { isDeepStrictEqual } from "node:util";
import { failure } from "../../../core/lib/problem.ts";
import type { RepositoryAddress } from "../reference.ts";
import type { Answer } from "../transport/answer.ts";
import { type Challenge, parseChallenges } from "./challenge.ts";
import { basicAuthorization, type Credentials, type CredentialsFor } from "./credentials.ts";
import { joinScopes, parseScopes, type Scope } from "./scope.ts";
import type { TokenService, Tokens } from "./token.ts";

/** What goes with a request: a header, nothing, or, instead of the request, the token service's refusal. */
export interface Authorization {
  header?: string;
  /** Made just now: when it is not accepted, another one would not be either. */
  fresh?: boolean;
  scopes: readonly Scope[];
  refused?: Answer;
  /** The look-up of the login that it was made with; none before the registry has asked for one. */
  login?: Promise<Credentials | undefined>;
  /** That login was looked up anew for this call: that is done once. */
  renewed?: boolean;
}

type Demand = { scheme: "basic" } | { scheme: "bearer"; service: TokenService };

export interface Authorizer {
  /** For a first try: nothing until a registry has asked for something, which it is then given with each request. */
  prepare(address: RepositoryAddress, scopes: readonly Scope[]): Promise<Authorization>;
  /** After a 401: what to try next, or undefined when the refusal is final. Throws `registry-login` for a scheme that we do not know. */
  answer(address: RepositoryAddress, used: Authorization, header: string): Promise<Authorization | undefined>;
}

/**
 * Decides by which of HTTP's schemes a registry is given its login: Bearer where it offers that, else Basic. A login that is not accepted
 * (401) is looked up anew, since it may have been replaced during the run, and tried once more if it is another one.
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
  /** The same with a login that was looked up anew; undefined when that was done before, or it is the same login. */
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

/** What to ask for after a 401, and whether the same login can get no more. */
function scopesAfter(used: Authorization, { scheme, parameters }: Challenge): { scopes: Scope[]; isLast: boolean } {
  // Our own scopes first; what the registry asks for beyond them once they have not been enough.
  const asked = used.header === undefined ? [] : parseScopes(parameters["scope"]);
  const scopes = joinScopes([...used.scopes, ...asked]);
  const more = scopes.join() !== used.scopes.join();
  // Another token like it would not be accepted either.
  const final = used.fresh === true || parameters["error"] === "insufficient_scope";
  return { scopes, isLast: used.header !== undefined && final && !(more && scheme === "bearer") };
}

/** The challenge to answer. @throws Failure `registry-login` for schemes that we do not know alone */
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
  // The login goes there: never in the clear when the registry itself is reached by https.
  if (realm?.protocol !== "https:" && !(realm?.protocol === "http:" && address.origin.startsWith("http:"))) {
    throw failure(
      "registry-invalid",
      `${address.registry} names a token service to which no login can be sent safely${realm ? ` (${realm.protocol}//${realm.host})` : ""}. Its operator has to correct that.`,
    );
  }
  const service = parameters["service"];
  return { scheme: "bearer", service: { realm, ...(service === undefined ? {} : { service }) } };
}

function unknownScheme(address: RepositoryAddress, challenges: readonly Challenge[]): Error {
  const names = [...new Set(challenges.map(({ scheme }) => scheme))].join(", ").slice(0, 60);
  return failure(
    "registry-login",
    `${address.registry} asks for a login of a kind that container tools do not use (${names}): Basic and Bearer are known.`,
  );
}
