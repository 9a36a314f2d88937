import { shortDigest } from "../parts/digest.tsx";
import type { MovedBase } from "./bases.ts";
import { Said } from "./said.tsx";

/** The bases that differ, with their digests before and now. */
export function MovedBases({ bases }: { bases: readonly MovedBase[] }) {
  return (
    <>
      {bases.map(({ name, before, now }) => (
        <p key={name} class="moved-base" data-base={name}>
          {before === undefined ? "now built on " : now === undefined ? "no longer built on " : "base "}
          <Said text={name} />
          {before !== undefined && now !== undefined && (
            <>
              {" moved: "}
              <code title={before}>{shortDigest(before)}</code>
              <span aria-hidden="true"> → </span>
              <span class="for-screen-readers">to</span>
              <code title={now}>{shortDigest(now)}</code>
            </>
          )}
        </p>
      ))}
    </>
  );
}
