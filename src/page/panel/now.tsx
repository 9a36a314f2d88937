import { ageOf } from "../../core/freshness/age.ts";
import { spanWords } from "../../core/lib/text/words.ts";
import type { ShownSpans } from "../../core/status/shown-at.ts";
import { statesOf } from "../../core/status/state.ts";
import type { Status, UnitStatus } from "../../core/status/status.ts";
import { looks } from "../overview/states.tsx";
import { AgeBar } from "../parts/age-bar.tsx";
import { Digest, shortDigest } from "../parts/digest.tsx";
import { Moment } from "../parts/moment.tsx";
import { Said } from "../parts/said.tsx";
import { StateChip } from "../parts/state-chip.tsx";
import { Commit } from "./commit.tsx";
import { OriginLine } from "./origin.tsx";
import { Part } from "./part.tsx";
import { periodsOf } from "./periods.ts";
import type { PublicationContext } from "./publication.tsx";

interface Props extends PublicationContext {
  status: Status;
  unit: UnitStatus;
  spans: ShownSpans;
}

/** What the stream shows, and since when. */
export function Now(props: Props) {
  const { unit } = props;
  return (
    <Part name="now" title="What it shows">
      {unit.shows ? <Shown {...props} shows={unit.shows} /> : <p>{nothingWords(unit)}</p>}
      <Differs {...props} />
      <HowItIs {...props} />
    </Part>
  );
}

function nothingWords({ versionsAlone, unknown }: UnitStatus): string {
  if (versionsAlone) return "It has no stream: each version is a tag, which never changes.";
  return unknown.length > 0 ? "What it shows is not known." : "Nothing: it has no publication yet.";
}

function Shown({ shows, unit, spans, ...context }: Props & { shows: NonNullable<UnitStatus["shows"]> }) {
  const { timestamp, digest } = shows;
  const publication = unit.publications.find((one) => one.timestamp === timestamp);
  const since = timestamp === undefined ? undefined : periodsOf(spans.spans, timestamp).at(-1);
  return (
    <>
      <p class="shown-now" data-shows={timestamp ?? digest}>
        <strong>{timestamp ?? "an image without a timestamp"}</strong> <Digest digest={digest} />
      </p>
      {since && since.until === undefined && (
        <p>
          Since <Moment at={new Date(since.from).toISOString()} /> ({spanWords(Math.max(0, context.now - since.from))})
        </p>
      )}
      {publication && (
        <p>
          <OriginLine {...context} origin={publication.origin} />
          {publication.version !== undefined && (
            <>
              {" · version "}
              <Said text={publication.version} />
            </>
          )}
          {publication.revision !== undefined && (
            <>
              {" · commit "}
              <Commit commit={publication.revision} source={context.source} />
            </>
          )}
        </p>
      )}
    </>
  );
}

/** Whether that is fine: its states with their details, and its age against the limit. */
function HowItIs({ status, unit, now }: Props) {
  const { published } = unit.freshness;
  return (
    <ul class="how-it-is">
      {statesOf(unit, status, now).map(({ name, words }) => (
        <li key={name} data-state={name}>
          <StateChip {...looks[name]}>{name}</StateChip> <Said text={words} />
          {name === "fresh" && published !== undefined && (
            <AgeBar age={ageOf(published, new Date(now))} limit={status.limit * 1000} />
          )}
        </li>
      ))}
    </ul>
  );
}

/** What the publications and holds say it should show, if that is another image. */
function Differs({ spans: { differsNow }, unit }: Props) {
  if (!differsNow) return null;
  const { registry, expected } = differsNow;
  const named = (digest: string) => unit.publications.find((one) => one.digest === digest)?.timestamp ?? shortDigest(digest);
  return (
    <p class="remark warn">
      {expected === undefined
        ? "No publication says that it should show this image"
        : `Its publications and holds say that it should show ${named(expected)}`}
      {registry === undefined && expected !== undefined && ", but there is no such tag"}. A run may be going on, may have failed,
      or a person moved the tag.
    </p>
  );
}
