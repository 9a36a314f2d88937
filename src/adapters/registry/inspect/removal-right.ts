import * as v from "valibot";
import type { Answer } from "../../../core/doctor/answer.ts";
import type { Vendor } from "../../../core/registries/vendor.ts";
import { demandOf } from "../auth/authorization.ts";
import { repositoryScope } from "../auth/scope.ts";
import type { Tokens } from "../auth/token.ts";
import type { RepositoryAddress } from "../reference.ts";
import type { RegistrySession } from "../registry-session.ts";
import { logIn } from "./api-login.ts";
import { vendorAt } from "./vendor-at.ts";

type Session = Pick<RegistrySession, "send" | "credentialsFor"> & { tokens: Tokens };

/** The claim of Docker's registry tokens ("Token Authentication Implementation"). */
const claimsSchema = v.object({
  access: v.array(v.object({ type: v.string(), name: v.string(), actions: v.nullish(v.array(v.string()), []) })),
});

/**
 * Whether the login may remove tags, as far as that shows without a removal: by the token that the
 * registry's service gives for that right.
 */
export async function readRemovalRight(session: Session, address: RepositoryAddress): Promise<Answer<true | string>> {
  const vendor = await vendorAt(session, address);
  const { removal } = vendor ?? {};
  if (removal?.by === "api" && vendor) return byApi(session, vendor, address);
  if (removal?.by === "github-packages") return untold(address, vendor);
  // The right to push includes it there.
  if (removal?.by === "delete" && removal.access === "pull,push") return { known: true };
  return byToken(session, address, vendor);
}

function untold({ registry }: RepositoryAddress, vendor: Vendor | undefined): Answer<never> {
  const who = vendor?.title ?? registry;
  const page = vendor ? `docs/registries/${vendor.page}.md` : "docs/registries";
  return { unknown: `${who} says only at a removal whether the login may remove tags`, remedy: `compare it with ${page}` };
}

async function byApi(session: Session, vendor: Vendor, address: RepositoryAddress): Promise<Answer<string>> {
  const { removal } = vendor;
  const isRefused = removal.by === "api" && (await logIn(session, removal.api, address)) === "refused";
  return isRefused ? { known: `${vendor.title} rejected the login for its API, which removes tags` } : untold(address, vendor);
}

async function byToken(
  { send, credentialsFor, tokens }: Session,
  address: RepositoryAddress,
  vendor: Vendor | undefined,
): Promise<Answer<true | string>> {
  const url = new URL(`/v2/${address.name}/tags/list`, address.origin);
  const { status, headers } = await send({ method: "GET", url, headers: {} });
  const demand = status === 401 ? demandOf(address, headers["www-authenticate"] ?? "") : undefined;
  if (demand?.scheme !== "bearer") return untold(address, vendor);
  const scope = repositoryScope(address.name, "pull,push,delete");
  const credentials = await credentialsFor(address.registry);
  const token = await tokens.get(address.origin, demand.service, credentials, [scope]);
  const refusal = `${address.registry} gives the login no right to remove tags`;
  if ("refused" in token) return [400, 401, 403].includes(token.refused.status) ? { known: refusal } : untold(address, vendor);
  const actions = actionsOf(token.header, address.name);
  if (!actions) return untold(address, vendor);
  return { known: actions.includes("delete") || actions.includes("*") ? true : refusal };
}

/** What a token allows in a repository; undefined if its text does not say. Its signature is the registry's business. */
function actionsOf(header: string, name: string): string[] | undefined {
  const [, payload] = header.split(".");
  if (payload === undefined) return undefined;
  try {
    const { success, output } = v.safeParse(claimsSchema, JSON.parse(Buffer.from(payload, "base64url").toString()));
    return success ? output.access.flatMap((one) => (one.name === name ? (one.actions ?? []) : [])) : undefined;
  } catch {
    return undefined;
  }
}
