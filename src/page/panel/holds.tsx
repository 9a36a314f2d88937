import type { UnitStatus } from "../../core/status/status.ts";
import { Moment } from "../parts/moment.tsx";
import { SafeLink } from "../parts/safe-link.tsx";
import { Said } from "../parts/said.tsx";
import { Command } from "./command.tsx";
import { Part } from "./part.tsx";
import { holdEnd, shellWord } from "./words.ts";

type Held = UnitStatus["holds"][number];

/** The holds that keep the unit now, and how to end them. */
export function Holds({ unit, now }: { unit: UnitStatus; now: number }) {
  const active = unit.holds.filter(({ until }) => until === null);
  if (active.length === 0) return null;
  return (
    <Part name="hold" title={active.length === 1 ? "A hold keeps it" : `${active.length} holds keep it`}>
      {active.map((hold) => (
        <Hold key={hold.issue} hold={hold} unit={unit} now={now} />
      ))}
    </Part>
  );
}

function Hold({ hold, unit, now }: { hold: Held; unit: UnitStatus; now: number }) {
  const { issue, url, reason, owner, since, fault } = hold;
  return (
    <div class="remark held" data-hold={issue}>
      <p class="quoted">
        <Said text={reason} />
      </p>
      <p>
        Held by <Said text={owner} /> since <Moment at={since} />, {holdEnd(hold, now)}. <KeptAt hold={hold} unit={unit} />{" "}
        <SafeLink to={url}>Issue #{issue}</SafeLink>
      </p>
      {fault !== undefined && (
        <p class="remark bad">
          Its issue is not readable: <Said text={fault} />
        </p>
      )}
      <p>
        To end it, close <SafeLink to={url}>issue #{issue}</SafeLink> by hand, or run{" "}
        <Command command={`tagstream resume --only ${shellWord(unit.unit)}`} />
      </p>
    </div>
  );
}

/** What the stream must show under the hold. */
function KeptAt({ hold: { digest }, unit }: { hold: Held; unit: UnitStatus }) {
  const kept = digest && unit.publications.find((one) => one.digest === digest)?.timestamp;
  if (!digest) return <>It stays where it was.</>;
  return kept ? (
    <>
      It shows <Said text={kept} /> until then.
    </>
  ) : null;
}
