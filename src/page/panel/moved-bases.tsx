import { familiarName } from "../../core/oci/reference.ts";
import type { ChangedBase } from "../../core/status/changes-since.ts";
import { shortDigest } from "../parts/digest.tsx";
import { Said } from "../parts/said.tsx";

/** The bases that differ, with their digests before and now. */
export function MovedBases({ bases }: { bases: readonly ChangedBase[] }) {
  return (
    <>
      {bases.map(({ reference, before, now }) => (
        <p key={reference} class="moved-base" data-base={reference}>
          {before.length === 0 ? "now built on " : now.length === 0 ? "no longer built on " : "base "}
          <Said text={familiarName(reference)} />
          {before.length > 0 && now.length > 0 && (
            <>
              {" moved: "}
              <Digests digests={before} />
              <span aria-hidden="true"> → </span>
              <span class="for-screen-readers"> to </span>
              <Digests digests={now} />
            </>
          )}
        </p>
      ))}
    </>
  );
}

function Digests({ digests }: { digests: readonly string[] }) {
  return <code title={digests.join(", ")}>{digests.map(shortDigest).join(", ")}</code>;
}
