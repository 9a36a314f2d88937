import type { Digest } from "../../../core/lib/digest.ts";
import type { RepositoryAddress } from "../reference.ts";
import type { RegistrySession } from "../registry-session.ts";
import { mountCall } from "./push-access.ts";

/** Failures in a row after which a source is mounted from no more: each one costs a request, or the patience of a mount. */
const maxFailures = 3;
/** Of the usual one: 10 s. A mount moves nothing, and an upload does the same. */
const patience = 1 / 3;

/** Has a blob of one repository in another one of the same registry, without moving it; false when it has to be uploaded. */
export type Mount = (digest: Digest, from: RepositoryAddress, to: RepositoryAddress) => Promise<boolean>;

/**
 * Mounts blobs with one short try each. Whatever else than 201 is answered, nothing or too late, is "not mounted": an upload that was begun
 * instead (abandoned, the registry removes it), no right to read the other repository, a registry that cannot mount. The upload shows what
 * is wrong with more than mounting.
 */
export function createMount(session: RegistrySession): Mount {
  const failures = new Map<string, number>();
  return async (digest, from, to) => {
    if (from.origin !== to.origin || (failures.get(from.text) ?? 0) >= maxFailures) return false;
    const mounted = await session.once(to, { ...mountCall(digest, from), patience }).then(
      ({ status }) => status === 201,
      () => false,
    );
    failures.set(from.text, mounted ? 0 : (failures.get(from.text) ?? 0) + 1);
    return mounted;
  };
}
