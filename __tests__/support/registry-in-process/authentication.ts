import { createPublicKey, type JsonWebKey, verify } from "node:crypto";
import type { Received, Reply } from "../registry-server.ts";
import type { TokenServer } from "../token-server.ts";
import { refusal } from "./replies.ts";

/** Who is let in: one user by Basic authentication, or whoever has a token of the tests' token service. */
export type Authentication =
  | { kind: "basic"; login: { username: string; password: string } }
  | { kind: "token"; server: TokenServer };

interface Access {
  type: string;
  name: string;
  actions: string[];
}

/** A refusal where a request lacks the login for what it asks; `names` are its repository and the one that it mounts from. */
export function challenge(
  auth: Authentication,
  request: Pick<Received, "method" | "headers">,
  names: readonly string[],
): Reply | undefined {
  const header = request.headers.authorization ?? "";
  if (auth.kind === "basic") {
    const { username, password } = auth.login;
    const isLoggedIn = header === `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
    return isLoggedIn ? undefined : refusal(401, "UNAUTHORIZED", { "www-authenticate": 'Basic realm="tests, with a comma"' });
  }
  const wanted = names.map((name, index) => ({
    type: "repository",
    name,
    actions: index === 0 ? actionsOf(request.method) : ["pull"],
  }));
  const granted = grantedBy(auth.server, header);
  if (granted && wanted.every((access) => covers(granted, access))) return undefined;
  const { origin, service } = auth.server;
  const scopes = wanted.map(({ type, name, actions }) => `${type}:${name}:${actions.join(",")}`).join(" ");
  const scope = scopes === "" ? "" : `,scope="${scopes}"`;
  const error = header === "" ? "" : `,error="${granted ? "insufficient_scope" : "invalid_token"}"`;
  const text = `Bearer realm="${origin}/token?account=tests",service="${service}"${scope}${error}`;
  return refusal(401, "UNAUTHORIZED", { "www-authenticate": text });
}

function actionsOf(method: string): string[] {
  if (method === "GET" || method === "HEAD") return ["pull"];
  return method === "DELETE" ? ["delete"] : ["pull", "push"];
}

function covers(granted: readonly Access[], { type, name, actions }: Access): boolean {
  return actions.every((action) =>
    granted.some((access) => access.type === type && access.name === name && access.actions.includes(action)),
  );
}

/** What a token grants; undefined where it is not the service's, not for this registry, or has ended. */
function grantedBy({ jwks, issuer, service }: TokenServer, header: string): Access[] | undefined {
  const [head = "", payload = "", signature = ""] = header.replace(/^Bearer /, "").split(".");
  const [key] = (JSON.parse(jwks) as { keys: JsonWebKey[] }).keys;
  if (!header.startsWith("Bearer ") || !key) return undefined;
  const publicKey = createPublicKey({ key: { ...key }, format: "jwk" });
  const signed = Buffer.from(`${head}.${payload}`);
  const bytes = Buffer.from(signature, "base64url");
  if (!verify("sha256", signed, { key: publicKey, dsaEncoding: "ieee-p1363" }, bytes)) return undefined;
  const claims = JSON.parse(Buffer.from(payload, "base64url").toString()) as {
    iss: string;
    aud: string;
    exp: number;
    access: Access[];
  };
  const isCurrent = claims.exp > Date.now() / 1000 && claims.iss === issuer && claims.aud === service;
  return isCurrent ? claims.access : undefined;
}
