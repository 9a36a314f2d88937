import { count } from "../../core/lib/text/words.ts";
import type { UnitStatus } from "../../core/status/status.ts";
import { Moment } from "../parts/moment.tsx";
import { SafeLink } from "../parts/safe-link.tsx";
import { Said } from "../parts/said.tsx";
import { Command } from "./command.tsx";
import { Part } from "./part.tsx";

type Cause = NonNullable<UnitStatus["freshness"]["causes"]>[number];

/** Why the unit is not fresh, and what to do; the tries that failed. */
export function Freshness({ unit }: { unit: UnitStatus }) {
  const { freshness, failing, follows } = unit;
  const { causes = [] } = freshness;
  // The states at the top, and the part on registries, have the reasons of registries.
  const unknown = unit.unknown.some((reason) => reason === freshness.unknown) ? undefined : freshness.unknown;
  const isStale = freshness.state === "stale";
  if (causes.length === 0 && !failing && unknown === undefined) return null;
  return (
    <Part name="freshness" title={isStale ? "Why it is stale" : failing ? "Its last tries failed" : "Its age"}>
      <div class={`remark ${isStale || failing ? "warn" : "unknown"}`}>
        {unknown !== undefined && (
          <p>
            Its age is not known: <Said text={unknown} />
          </p>
        )}
        {causes.map((cause) => (
          <CauseLine key={cause.text} cause={cause} />
        ))}
        {failing && causes.length === 0 && <Failing failing={failing} what={follows ? "tests" : "rebuild"} />}
      </div>
    </Part>
  );
}

function CauseLine({ cause: { text, remedy, page, command } }: { cause: Cause }) {
  return (
    <div class="cause">
      <p>
        Because <Said text={text} />
      </p>
      <p>
        <strong>What to do:</strong> <Said text={remedy} /> {command !== undefined && <Command command={command} />}
        {page !== undefined && (
          <>
            {" "}
            <SafeLink to={page}>The page on GitHub</SafeLink>
          </>
        )}
      </p>
    </div>
  );
}

function Failing({ failing, what }: { failing: NonNullable<UnitStatus["failing"]>; what: string }) {
  const { since, last, count: tries, code, problem } = failing;
  return (
    <p data-failing={code ?? ""}>
      {count(tries, "try", "tries")} of its {what} failed since <Moment at={since} />
      {tries > 1 && (
        <>
          , the last on <Moment at={last} />
        </>
      )}
      {code !== undefined && (
        <>
          : <code>{code}</code>
        </>
      )}
      {problem !== undefined && (
        <>
          {" "}
          <Said text={problem} />
        </>
      )}
    </p>
  );
}
