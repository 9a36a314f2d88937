import * as v from "valibot";
import { hostKey, vendorOf } from "../../../core/registries/host.ts";
import { vendors } from "../../../core/registries/index.ts";
import type { Sign, TagRemoval, Vendor } from "../../../core/registries/vendor.ts";
import type { RepositoryAddress } from "../reference.ts";
import { isImmutable } from "../refusal.ts";
import type { RegistrySession } from "../registry-session.ts";
import { type Answer, isAbsent, isOk, isRefused, ociErrors, parseJson } from "../transport/answer.ts";
import { createApiRemoval } from "./by-api.ts";
import { createPackagesRemoval } from "./github-packages.ts";
import { createPackageSource } from "./package-source.ts";
import { removeByPlaceholder } from "./placeholder.ts";
import { type RemoveTag, type Target, throwIfPassing } from "./remove.ts";

/** A vendor's own way. */
type OwnWay = Exclude<TagRemoval, { by: "delete" }>;
type PlainDelete = Extract<TagRemoval, { by: "delete" }>;

/** The way of the OCI distribution specification. */
const plainDelete: PlainDelete = { by: "delete" };

/**
 * Removes one tag and no other, in the registry's own way. Without a known vendor, it sends the
 * request of the OCI distribution specification ("Deleting tags"). If the registry refuses that,
 * its answers may identify its software.
 */
export function createTagRemoval(session: RegistrySession, environment: NodeJS.ProcessEnv = process.env): RemoveTag {
  const ways = new Map<OwnWay, RemoveTag>();
  const wayOf = (removal: OwnWay, title: string): RemoveTag => {
    const way = ways.get(removal) ?? createWay(session, removal, title, environment["GITHUB_API_URL"]);
    ways.set(removal, way);
    return way;
  };
  const afterRefusal = async (
    others: readonly Vendor[],
    address: RepositoryAddress,
    target: Target,
    refused: Answer,
  ): Promise<string | undefined> => {
    let answer = refused;
    for (const { sign, removal, title } of others) {
      if (!(await fits(session, sign, address, target, answer))) continue;
      if (removal.by !== "delete") return wayOf(removal, title)(address, target);
      answer = await deleteTag(session, address, target, removal);
      if (isDone(answer)) return undefined;
    }
    return whyNot(address, answer);
  };
  return async (address, target) => {
    const own = vendorOf(address.registry);
    const known = own?.removal ?? plainDelete;
    if (known.by !== "delete") return wayOf(known, own?.title ?? address.registry)(address, target);
    const answer = await deleteTag(session, address, target, known);
    if (isDone(answer)) return undefined;
    return afterRefusal(
      vendors.filter((vendor) => vendor !== own),
      address,
      target,
      answer,
    );
  };
}

function createWay(session: RegistrySession, removal: OwnWay, title: string, ownApiUrl: string | undefined): RemoveTag {
  if (removal.by === "api") return createApiRemoval(session, removal.api, title);
  if (removal.by === "placeholder") return (address, target) => removeByPlaceholder(session, address, target);
  const source = createPackageSource(session, (registry) => removal.apiUrl(hostKey(registry), ownApiUrl));
  return createPackagesRemoval(session, source);
}

async function deleteTag(
  session: RegistrySession,
  address: RepositoryAddress,
  target: Target,
  { access, path }: PlainDelete,
): Promise<Answer> {
  const at = path ? new URL(path(address.name, target.tag), address.origin) : `manifests/${target.tag}`;
  const answer = await session.call(address, { method: "DELETE", path: at, access: access ?? "pull,push,delete" });
  await throwIfPassing(session, address, target, answer);
  return answer;
}

/** A 404 without an OCI error is no answer about the tag: the registry has no such request. */
function isDone(answer: Answer): boolean {
  return isOk(answer) || isAbsent(answer);
}

/** Whether a registry that refused a removal shows the sign of a vendor's software. */
async function fits(
  session: RegistrySession,
  sign: Sign | undefined,
  address: RepositoryAddress,
  target: Target,
  refused: Answer,
): Promise<boolean> {
  if (sign === undefined) return false;
  if (sign.by === "refusal") {
    const codes = (ociErrors(refused) ?? []).map(({ code }) => code);
    return sign.fits({ status: refused.status, codes, byTokenService: refused.tokenService === true });
  }
  const url = new URL(sign.path, address.origin);
  const answer = await session.send({ method: "GET", url, headers: { accept: "application/json" } });
  await throwIfPassing(session, address, target, answer);
  return isOk(answer) && sign.fits(parseJson(answer, v.unknown()));
}

/** Why a registry removes no tag, from its answer. */
function whyNot({ registry }: RepositoryAddress, answer: Answer): string {
  if (isImmutable(answer, ociErrors(answer) ?? [])) return `a rule in ${registry} makes it immutable`;
  if (isRefused(answer)) return `the login for ${registry} may not remove tags, or a rule there protects this one`;
  if ([400, 404, 405, 409, 412, 501].includes(answer.status)) {
    return `${registry} does not allow removing tags (it answered ${answer.status})`;
  }
  return `${registry} answered ${answer.status} to the removal`;
}
