import { createPublicKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { type Received, type Reply, serve, type TestServer } from "./registry-server.ts";

/** Who may do what: actions by user; a repository below `public/` may be pulled by everybody. */
export interface TokenServerOptions {
  users: Record<string, { password: string; actions: string[] }>;
  /** Identity tokens, and whose they are. */
  identities?: Record<string, string>;
}

export interface TokenServer extends TestServer {
  issuer: string;
  service: string;
  /** The public key, for a registry's configuration. */
  jwks: string;
  /** Seconds that tokens are said to live. */
  expiresIn: number | undefined;
}

const base64url = (text: string | Buffer) => Buffer.from(text).toString("base64url");

/** A token service as in Docker's token specification, with a key of its own; both its GET and its OAuth 2 form. */
export async function startTokenServer({ users, identities = {} }: TokenServerOptions): Promise<TokenServer> {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const key = { ...createPublicKey(privateKey).export({ format: "jwk" }), kid: "test", use: "sig", alg: "ES256" };
  const answer = (request: Received): Reply => {
    const form = new URLSearchParams(request.method === "POST" ? request.body : request.path.split("?")[1]);
    const user = request.method === "POST" ? identities[form.get("refresh_token") ?? ""] : userOf(request, users);
    if (user === undefined) {
      const echo = `wrong login: ${request.headers.authorization} ${request.body}`;
      return { status: 401, body: JSON.stringify({ errors: [{ code: "UNAUTHORIZED", message: echo }] }) };
    }
    const scopes = form.getAll("scope").flatMap((scope) => scope.split(" "));
    const access = scopes.map((scope) => grant(scope, users[user]?.actions ?? []));
    const token = makeToken({ iss: server.issuer, aud: server.service, sub: user, access }, privateKey);
    const name = request.method === "POST" ? "access_token" : "token";
    return {
      body: JSON.stringify({ [name]: token, ...(server.expiresIn === undefined ? {} : { expires_in: server.expiresIn }) }),
    };
  };
  const server: TokenServer = {
    ...(await serve(answer)),
    issuer: "tagstream tests",
    service: "the test, registry",
    jwks: JSON.stringify({ keys: [key] }),
    expiresIn: undefined,
  };
  return server;
}

/** Empty for nobody; undefined for a wrong password. */
function userOf({ headers }: Received, users: TokenServerOptions["users"]): string | undefined {
  if (headers.authorization === undefined) return "";
  const [name = "", password] = Buffer.from(headers.authorization.slice("Basic ".length), "base64").toString().split(/:(.*)/s);
  return users[name] && users[name].password === password ? name : undefined;
}

function grant(scope: string, allowed: string[]): object {
  const [type = "", ...rest] = scope.split(":");
  const actions = (rest.pop() ?? "").split(",");
  const name = rest.join(":");
  const may = (action: string) => allowed.includes(action) || (action === "pull" && name.startsWith("public/"));
  return { type, name, actions: actions.filter(may) };
}

/** A JSON Web Token that is good for five minutes. */
function makeToken(about: { iss: string; aud: string; sub: string; access: object[] }, key: KeyObject): string {
  const now = Math.floor(Date.now() / 1000);
  const claims = { ...about, iat: now, nbf: now - 5, exp: now + 300, jti: `${now}` };
  const signed = `${base64url(JSON.stringify({ typ: "JWT", alg: "ES256", kid: "test" }))}.${base64url(JSON.stringify(claims))}`;
  return `${signed}.${base64url(sign("sha256", Buffer.from(signed), { key, dsaEncoding: "ieee-p1363" }))}`;
}
