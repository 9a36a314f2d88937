import * as v from "valibot";
import { isOk, isRefused, parseJson } from "../answer.ts";
import { basicAuthorization } from "../credentials.ts";
import type { RepositoryAddress } from "../reference.ts";
import type { RegistrySession } from "../registry-session.ts";
import { type Target, throwIfPassing } from "./remove.ts";

const systemInfo = v.object({ auth_mode: v.string() });

/** Whether a registry is a Harbor: its API tells anybody how people log in. */
export async function isHarbor(session: RegistrySession, address: RepositoryAddress, target: Target): Promise<boolean> {
  const url = new URL("/api/v2.0/systeminfo", address.origin);
  const answer = await session.send({ method: "GET", url, headers: { accept: "application/json" } });
  await throwIfPassing(session, address, target, answer);
  return isOk(answer) && parseJson(answer, systemInfo) !== undefined;
}

/**
 * Harbor's own API removes one tag of an artifact and leaves the artifact, its other tags too, where they are ("deleteTag" of its
 * API 2.0); its registry API refuses to. Robots log in with Basic alone.
 */
export async function removeFromHarbor(
  session: RegistrySession,
  address: RepositoryAddress,
  target: Target,
): Promise<string | undefined> {
  const { tag } = target;
  const credentials = await session.credentialsFor(address.registry);
  if (credentials?.kind !== "basic") return `there is no login for ${address.registry} with a name and a password`;
  const [project = "", ...rest] = address.name.split("/");
  // Encoded twice: Harbor's router decodes a path once before it looks for slashes.
  const repository = encodeURIComponent(encodeURIComponent(rest.join("/")));
  const path = `/api/v2.0/projects/${encodeURIComponent(project)}/repositories/${repository}/artifacts/${tag}/tags/${tag}`;
  const headers = { accept: "application/json", authorization: basicAuthorization(credentials) };
  const answer = await session.send({ method: "DELETE", url: new URL(path, address.origin), headers });
  if (isOk(answer) || answer.status === 404) return undefined;
  await throwIfPassing(session, address, target, answer);
  if (isRefused(answer)) return `the login for ${address.registry} lacks the permission to delete tags in ${project}`;
  if (answer.status === 412) return `a rule in ${address.registry} makes it immutable`;
  return `${address.registry} answered ${answer.status} to its removal`;
}
