import type { Digest } from "../../../core/lib/digest.ts";
import { createSlots, withSlot } from "../../../core/lib/slots.ts";
import type { RepositoryAddress } from "../reference.ts";
import type { RegistrySession } from "../registry-session.ts";
import { mountCall } from "./push-access.ts";

/**
 * Stop mounting from a source after this many failures in a row: each costs a request or a timeout.
 */
const maxFailures = 3;
/** Blobs to mount at a time: as many tries may fail before their number counts. */
const parallelMounts = 4;
/** Fraction of the usual patience: 10 s. A mount moves no bytes, and an upload can replace it. */
const patience = 1 / 3;

/** Mounts a blob from another repository of the same registry; false when an upload is needed. */
export type Mount = (digest: Digest, from: RepositoryAddress, to: RepositoryAddress) => Promise<boolean>;

/**
 * Mounts blobs with one short try each. Any answer but 201, late or missing, means "not mounted":
 * the registry began an upload instead (it removes abandoned ones), refused to read the other
 * repository, or cannot mount. The following upload reports any other fault.
 */
export function createMount(session: RegistrySession): Mount {
  const failures = new Map<string, number>();
  const slots = createSlots(parallelMounts);
  return async (digest, from, to) => {
    if (from.origin !== to.origin) return false;
    return withSlot(slots, async () => {
      if ((failures.get(from.text) ?? 0) >= maxFailures) return false;
      const mounted = await session.once(to, { ...mountCall(digest, from), patience }).then(
        ({ status }) => status === 201,
        () => false,
      );
      failures.set(from.text, mounted ? 0 : (failures.get(from.text) ?? 0) + 1);
      return mounted;
    });
  };
}
