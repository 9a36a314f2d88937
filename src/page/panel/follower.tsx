import { spanWords } from "../../core/lib/text/words.ts";
import { type FollowConditionName, followConditionWords } from "../../core/plan/condition.ts";
import type { UnitStatus } from "../../core/status/status.ts";
import { Digest } from "../parts/digest.tsx";
import { Moment } from "../parts/moment.tsx";
import { Said } from "../parts/said.tsx";
import { Part } from "./part.tsx";
import { type LinkTo, UnitLink } from "./unit-link.tsx";
import { sourceName } from "./words.ts";

type Follows = NonNullable<UnitStatus["follows"]>;

/** What a follower takes next, when, and the conditions for that. */
export function Follower({ unit, link, now }: { unit: UnitStatus; link: LinkTo; now: number }) {
  const { follows } = unit;
  if (!follows) return null;
  return (
    <Part
      name="follows"
      title={
        <>
          Follows <UnitLink unit={follows.unit} link={link} text={sourceName(unit) ?? follows.unit} />
        </>
      }
    >
      <Warnings follows={follows} />
      <Takes follows={follows} />
      <Next follows={follows} now={now} />
      <p class="muted">
        {rulesOf(follows)}
        {follows.together !== undefined && (
          <>
            {" "}
            It moves together with the others of “<Said text={follows.together} />
            ”.
          </>
        )}
      </p>
    </Part>
  );
}

/** `Takes what its source published 7 d ago and showed for 1 d; a good verdict is optional.` */
function rulesOf({ soak, shown, verified, verdict }: Follows): string {
  const sooner = verified === undefined ? "" : ` (${spanWords(verified * 1000)} after a good verdict)`;
  const age = `at least ${spanWords(soak * 1000)} old${sooner}`;
  return `It takes publications that are ${age} and were shown for ${spanWords(shown * 1000)}. A good verdict is ${verdict}.`;
}

function Warnings({ follows: { withdrawn, stale, unknown } }: { follows: Follows }) {
  const lines = [
    { kind: "bad", words: "What it shows must not be used any more", text: withdrawn },
    { kind: "warn", words: "It lags behind", text: stale },
    { kind: "unknown", words: "It stays, because not everything is known", text: unknown },
  ];
  return (
    <>
      {lines.map(
        ({ kind, words, text }) =>
          text !== undefined && (
            <p key={kind} class={`remark ${kind}`}>
              {words}: <Said text={text} />
            </p>
          ),
      )}
    </>
  );
}

function Takes({ follows: { takes, stays } }: { follows: Follows }) {
  if (!takes)
    return stays === undefined ? null : (
      <p>
        It publishes nothing now: <Said text={stays} />
      </p>
    );
  return (
    <p data-takes={takes.timestamp}>
      {stays === undefined ? "The next run publishes " : "It would publish "}
      <strong>{takes.timestamp}</strong> <Digest digest={takes.digest} /> here
      {stays !== undefined && (
        <>
          , but stays: <Said text={stays} />
        </>
      )}
    </p>
  );
}

function Next({ follows: { next, takes }, now }: { follows: Follows; now: number }) {
  if (!next) return takes ? null : <p>Its source published nothing newer.</p>;
  return (
    <div data-next={next.timestamp}>
      <p>
        {takes ? "After that it takes " : "It takes "}
        <strong>{next.timestamp}</strong> <Digest digest={next.digest} /> next
        {next.at === undefined ? null : Date.parse(next.at) <= now ? (
          ", in its next run"
        ) : (
          <>
            , not before <Moment at={next.at} /> (<Moment at={next.at} now={now} />)
          </>
        )}
        {next.at === undefined && next.withdrawn === undefined && ", which needs more than time"}.
      </p>
      {next.withdrawn !== undefined && (
        <p class="remark bad">
          It is kept out: <Said text={next.withdrawn} />
        </p>
      )}
      <Conditions conditions={next.conditions} />
    </div>
  );
}

function Conditions({ conditions }: { conditions: NonNullable<Follows["next"]>["conditions"] }) {
  return (
    <ul class="conditions" aria-label="Conditions">
      {conditions.map(({ name, holds, evidence }) => (
        <li key={name} class={holds ? "good" : "waiting"} data-condition={name} data-holds={holds}>
          <span class="sign" aria-hidden="true">
            {holds ? "✓" : "…"}
          </span>
          <span class="name">{followConditionWords[name as FollowConditionName] ?? <Said text={name} />}</span>
          <span class="for-screen-readers">{holds ? "holds:" : "does not hold yet:"}</span>
          <Said text={evidence} />
        </li>
      ))}
    </ul>
  );
}
