import { mapLimited } from "../../core/lib/parallel.ts";
import { withoutStop } from "../../core/lib/text/words.ts";
import { interruptedRemoval } from "../../core/oci/interrupted-removal.ts";
import type { LostImage } from "../../core/retention/pruned.ts";
import type { RetentionPlan } from "../../core/retention/retention-plan.ts";
import type { Registry } from "../../ports/registry.ts";
import { orReason } from "./or-reason.ts";

const parallelLooks = 12;

type Writes = Pick<Registry, "resolve" | "manifest" | "putManifest">;

/**
 * Looks up everything that had to stay, in the repositories from which something was removed, and
 * puts back a lost tag whose manifest is still there.
 * @param isTransient whether a tag may go at any time: another run removes it with its pull request
 */
export async function lookAfter(
  { protected: kept }: Pick<RetentionPlan, "protected">,
  touched: ReadonlySet<string>,
  registry: Writes,
  isTransient: (tag: string) => boolean,
): Promise<LostImage[]> {
  const wanted = kept
    .filter(({ repository }) => touched.has(repository))
    .flatMap(({ repository, digest, tags }): Omit<LostImage, "outcome">[] => {
      const lasting = tags.filter((tag) => !isTransient(tag));
      if (tags.length === 0) return [{ repository, digest }];
      return lasting.map((tag) => ({ repository, digest, tag }));
    });
  const found = await mapLimited(wanted, parallelLooks, async (one) => {
    const lost = await orReason(() => lookUp(one, registry));
    if (lost === undefined) return [];
    if (typeof lost !== "string") return [{ ...one, ...lost }];
    return [{ ...one, outcome: `Tagstream could not confirm that it is there: ${withoutStop(lost)}` }];
  });
  return found.flat();
}

/** Undefined if it is there. @throws Failure */
async function lookUp(
  { repository, tag, digest }: Omit<LostImage, "outcome">,
  registry: Writes,
): Promise<Pick<LostImage, "outcome"> | undefined> {
  const reference = tag ?? digest;
  const shown = await registry.resolve(repository, reference);
  if (shown === digest) return undefined;
  const now = await registry.manifest(repository, reference);
  // Any other image is a newer one, unless a removal was cut off: that leaves an empty one.
  if (now && (tag === undefined || interruptedRemoval(now.bytes, tag) !== digest)) return undefined;
  const manifest = tag === undefined ? undefined : await registry.manifest(repository, digest);
  if (!manifest || tag === undefined) return { outcome: "the registry no longer has the image" };
  await registry.putManifest(repository, tag, manifest);
  return { outcome: "put back" };
}
