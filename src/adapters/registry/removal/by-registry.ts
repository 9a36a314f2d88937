import { type Answer, isOk, isRefused, ociErrors } from "../answer.ts";
import { isDockerHub, isGhcr, type RepositoryAddress } from "../reference.ts";
import type { RegistrySession } from "../registry-session.ts";
import type { Access } from "../scope.ts";
import { createGhcrRemoval } from "./ghcr.ts";
import { isHarbor, removeFromHarbor } from "./harbor.ts";
import { createHubRemoval } from "./hub.ts";
import { removeByPlaceholder } from "./placeholder.ts";
import { type RemoveTag, throwIfPassing } from "./remove.ts";

/**
 * How one tag alone is removed, which every registry does in its own way, and some cannot. Everything but Docker Hub and GHCR is first
 * asked as the OCI distribution specification has it ("Deleting tags": distribution 3, Quay and zot do that); what refuses it is
 * looked at more closely.
 */
export function createTagRemoval(session: RegistrySession, environment: NodeJS.ProcessEnv = process.env): RemoveTag {
  const fromHub = createHubRemoval(session);
  const fromGhcr = createGhcrRemoval(session, environment["GITHUB_API_URL"]);
  return async (address, target) => {
    if (isDockerHub(address.registry)) return fromHub(address, target);
    if (isGhcr(address.registry)) return fromGhcr(address, target);
    const ask = (access: Access) => session.call(address, { method: "DELETE", path: `manifests/${target.tag}`, access });
    let answer = await ask("pull,push,delete");
    // Quay's token service knows no right to remove, and refuses to be asked for it: there, who may push may remove tags.
    if (answer.tokenService && answer.status === 400) answer = await ask("pull,push");
    if (isOk(answer) || answer.status === 404) return undefined;
    await throwIfPassing(session, address, target, answer);
    if (await isHarbor(session, address, target)) return removeFromHarbor(session, address, target);
    const invalid = answer.status === 400 && (ociErrors(answer) ?? []).some(({ code }) => code === "DIGEST_INVALID");
    if (invalid) return removeByPlaceholder(session, address, target);
    return whyNot(address, answer);
  };
}

/** Why a registry removes no tag, as far as it can be told from its answer. */
function whyNot(address: RepositoryAddress, answer: Answer): string {
  if (isRefused(answer)) return `the login for ${address.registry} may not remove tags`;
  if ([400, 405, 409, 412, 501].includes(answer.status)) {
    return `${address.registry} lets no tag be removed (it answered ${answer.status})`;
  }
  return `${address.registry} answered ${answer.status} to its removal`;
}
