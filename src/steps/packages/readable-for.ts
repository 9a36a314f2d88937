import { failure } from "../../core/lib/problems/problem.ts";
import { duration } from "../../core/lib/text/words.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Registry } from "../../ports/registry.ts";
import type { Source } from "../observe/source.ts";

/** What a comparison needs of a registry. */
export type Readable = Pick<Registry, keyof Source>;

/**
 * A registry that is read for so many milliseconds. Each exchange has limits of its own, but a slow
 * registry may take minutes for each of hundreds of lists, and a run should not wait for them.
 * Later reads, and the rest of a list, end in a Failure `registry-failed`.
 */
export function readableFor(registry: Readable, milliseconds: number, clock: Clock): Readable {
  const end = clock.now().getTime() + milliseconds;
  const assertInTime = (): void => {
    if (clock.now().getTime() < end) return;
    const message = `The registries did not give all lists of packages within ${duration(milliseconds)}, so this run reads no more. \`tagstream changes\` compares the images without a limit.`;
    throw failure("registry-failed", message);
  };
  return {
    async manifest(repository, reference) {
      assertInTime();
      return registry.manifest(repository, reference);
    },
    async blob(repository, digest) {
      assertInTime();
      return registry.blob(repository, digest);
    },
    async *blobStream(repository, digest, limit) {
      assertInTime();
      for await (const piece of registry.blobStream(repository, digest, limit)) {
        assertInTime();
        yield piece;
      }
    },
  };
}
