import { spanWords } from "../../core/lib/text/words.ts";
import type { ShownSpans } from "../../core/status/shown-at.ts";
import type { UnitStatus } from "../../core/status/status.ts";
import { Digest, shortDigest } from "../parts/digest.tsx";
import { Moment } from "../parts/moment.tsx";
import { Commit } from "./commit.tsx";
import { OriginLine } from "./origin.tsx";
import { Part } from "./part.tsx";
import { periodsOf } from "./periods.ts";
import type { PublicationContext } from "./publication.tsx";
import { Said } from "./said.tsx";

interface Props extends PublicationContext {
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
      {unit.agrees || unit.unknown.length === 0 ? null : (
        <p class="remark unknown">
          {unit.unknown.length === 1 ? "A registry" : `${unit.unknown.length} registries`} did not answer:{" "}
          <Said text={unit.unknown.join("; ")} />
        </p>
      )}
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
