import { joined } from "../../core/lib/text/words.ts";
import type { ChangedBase } from "../../core/status/changes-since.ts";
import type { PublicationStatus } from "../../core/status/publication-status.ts";
import { Digest } from "../parts/digest.tsx";
import { publicationMoment, publicationTime } from "../parts/moment-words.ts";
import { OriginMark } from "../parts/origin-mark.tsx";
import { Said } from "../parts/said.tsx";
import { StateChip } from "../parts/state-chip.tsx";
import { Commit } from "./commit.tsx";
import { MovedBases } from "./moved-bases.tsx";
import { OriginLine } from "./origin.tsx";
import { Packages } from "./packages.tsx";
import type { LinkTo } from "./unit-link.tsx";
import { agoWords, briefDay } from "./words.ts";

export interface PublicationContext {
  source: string | undefined;
  sourceName: string | undefined;
  link: LinkTo;
  now: number;
  /** Shows what changed since a publication. */
  compare: (publication: string) => void;
}

interface Props extends PublicationContext {
  publication: PublicationStatus;
  /** The publication before it. */
  before: PublicationStatus | undefined;
  /** The bases that differ from those of the publication before it. */
  bases: readonly ChangedBase[];
  /** When the stream showed it. */
  shown: string;
  /** Whether the stream shows it now. */
  isShown: boolean;
  /** Whether the stream shows its image now, under another timestamp. */
  isSameImage: boolean;
  /** The day at whose end the stream showed it, if people asked for one. */
  day: string | undefined;
}

/** One publication in the time line. */
export function Publication(props: Props) {
  const { publication, shown, isShown, isSameImage, day, source, compare } = props;
  const { timestamp, digest, origin, revision, version, yanked } = publication;
  const classes = ["publication", ...(isShown ? ["shown"] : []), ...(day ? ["of-day"] : []), ...(yanked ? ["yanked"] : [])];
  return (
    <li class={classes.join(" ")} data-publication={timestamp} data-kind={origin.kind} tabIndex={-1}>
      <Title {...props} />
      <p>
        <OriginLine {...props} origin={origin} />
        {version !== undefined && (
          <>
            {" · version "}
            <Said text={version} />
          </>
        )}
        {revision !== undefined && (
          <>
            {" · "}
            <Commit commit={revision} source={source} />
          </>
        )}
        {" · "}
        <Digest digest={digest} />
      </p>
      <p class="muted">{shown}</p>
      <Judgements {...props} />
      <Differences {...props} />
      {!isShown && !isSameImage && (
        <button type="button" class="compare" onClick={() => compare(timestamp)} data-compare={timestamp}>
          Compare with what it shows now
        </button>
      )}
    </li>
  );
}

function Title({ publication, before, isShown, isSameImage, day, now }: Props) {
  const { timestamp, yanked, tests } = publication;
  const at = publicationMoment(timestamp);
  const hasOtherTests = tests !== undefined && before?.tests !== undefined && before.tests !== tests;
  return (
    <div class="title">
      <OriginMark kind={publication.origin.kind} />
      <h4>{timestamp}</h4>
      <span class="muted" title={publicationTime(timestamp)}>
        {at === undefined ? "" : agoWords(at, now)}
      </span>
      {isShown && (
        <StateChip tone="good" icon="check">
          shown now
        </StateChip>
      )}
      {day !== undefined && (
        <StateChip tone="accent" icon="clock">
          shown on {day}
        </StateChip>
      )}
      {yanked && (
        <StateChip tone="bad" icon="cross">
          yanked
        </StateChip>
      )}
      {isSameImage && (
        <StateChip tone="good" icon="check">
          the same image as now
        </StateChip>
      )}
      {hasOtherTests && (
        <StateChip tone="plain" icon="differ">
          tests changed
        </StateChip>
      )}
    </div>
  );
}

/** What people said of it. */
function Judgements({ publication: { yanked, verdicts = [] }, now }: Props) {
  return (
    <>
      {yanked && (
        <p class="remark bad">
          Yanked by <Said text={yanked.by} /> on {dayText(yanked.at, now)}: <Said text={yanked.reason} />
        </p>
      )}
      {verdicts.map(({ verdict, by, at, reason }) => (
        <p key={`${by} ${at}`} class="verdict" data-verdict={verdict}>
          <StateChip tone={verdict} icon={verdict === "good" ? "check" : "cross"}>
            {verdict}
          </StateChip>{" "}
          said <Said text={by} /> on {dayText(at, now)}: <Said text={reason} />
        </p>
      ))}
    </>
  );
}

function dayText(moment: string, now: number): string {
  const at = Date.parse(moment);
  return Number.isNaN(at) ? "an unknown day" : briefDay(at, now);
}

/** How it differs from the publication before. */
function Differences({ publication, before, bases }: Pick<Props, "publication" | "before" | "bases">) {
  const { digest, packages, differing, aliases = [] } = publication;
  const isSame = before?.digest === digest;
  return (
    <>
      {isSame ? <p class="muted">the same image as the publication before</p> : packages && <Packages packages={packages} />}
      <MovedBases bases={bases} />
      {differing.length > 0 && (
        <p class="differing">
          <StateChip tone="warn" icon="differ">
            differs
          </StateChip>{" "}
          not in <Said text={joined(differing)} />
        </p>
      )}
      {aliases.length > 0 && (
        <p class="muted">
          also as <Said text={aliases.join(", ")} />
        </p>
      )}
    </>
  );
}
