import { capabilitiesOf } from "../events/capabilities.ts";
import { sourceStream } from "../follow/source-stream.ts";
import { isFollower } from "../follow/state.ts";
import { originOf } from "../history/history.ts";
import type { UnitHold } from "../holds/hold.ts";
import type { TagstreamAnnotations } from "../oci/annotations.ts";
import type { Publication } from "../rollback/rollback.ts";
import { type PublicationId, parseTimestampTag, printPublicationId } from "../tags/timestamp.ts";
import type { Unit } from "../unit/unit.ts";
import type { FoundPin, WantedPin } from "./pin.ts";

/** Why a pin changes. */
export interface Because {
  /** A clause: `rolled back`, `promoted from`. */
  text: string;
  /** The person in charge of the hold, and the reason. People wrote both. */
  by?: string;
  reason?: string;
  /** The issue or pull request of the configuration's repository. */
  number?: number;
  /** A clause after all that. */
  also?: string;
}

/** What is known of a pin that changes. */
export interface PinFacts {
  unit: Unit;
  pin: Pick<FoundPin, "follows" | "tag" | "digest">;
  to: WantedPin;
  /** Of the image that it gets. */
  annotations: TagstreamAnnotations;
  /** What it gets, if it follows a stream. */
  publication?: Publication;
  /** What that went back to, if it is a rollback and the repository still has it. */
  rolledBackTo?: PublicationId;
  /** Whether the pin names a rollback now. */
  fromRollback?: boolean;
  /** The hold on the stream. */
  hold?: UnitHold;
}

/** Why a pin changes, from what registries and holds say. */
export function becauseOf(facts: PinFacts): Because {
  const { unit, pin, to, annotations, publication, rolledBackTo, fromRollback = false, hold } = facts;
  if ("versionTag" in pin.follows || !publication) return versionWords(pin, to, annotations);
  const isHeld = hold !== undefined && (hold.digest === undefined || hold.digest === to.digest);
  const held = isHeld ? { by: hold.owner, reason: hold.reason, number: hold.issue } : {};
  const back = rolledBackTo === undefined ? "" : ` to ${printPublicationId(rolledBackTo)}`;
  if (publication.rollback) return { text: `rolled back${back}`, ...held };
  if (isHeld && hold.digest !== undefined) return { text: "held", ...held };
  const also = fromRollback ? { also: "no longer rolled back" } : {};
  if (pin.digest === to.digest) return { text: "the same image, under its newest timestamp", ...also };
  if (isFollower(unit)) return { text: `follows ${sourceStream(unit)}`, ...also };
  if (!isPinned(unit, pin)) return { text: firstTime };
  return { ...originWords(publication, annotations), ...also };
}

const firstTime = "pinned for the first time";

/** Whether a file names one image: by its digest, or by a timestamp alone. */
function isPinned(unit: Unit, { tag, digest }: PinFacts["pin"]): boolean {
  return digest !== undefined || (tag !== undefined && parseTimestampTag(tag, unit) !== undefined);
}

function originWords(publication: Publication, annotations: TagstreamAnnotations): Because {
  const origin = originOf(publication, annotations, []);
  if (origin.kind === "promoted" && origin.pullRequest !== undefined)
    return { text: "promoted from", number: origin.pullRequest };
  if (origin.kind === "promoted" && origin.built === undefined) return { text: "promoted from a merge queue" };
  if (annotations.reason === "base") return { text: "rebuilt, because its base moved" };
  if (capabilitiesOf(annotations.intent ?? "")?.rebuilds) return { text: "rebuilt on current packages" };
  return { text: origin.kind === "adopted" ? "published before Tagstream" : "published after a change" };
}

function versionWords({ follows, digest }: PinFacts["pin"], to: WantedPin, { version }: TagstreamAnnotations): Because {
  const tag = "versionTag" in follows ? follows.versionTag : to.tag;
  if (digest === undefined) return { text: firstTime };
  return { text: version === undefined || version === tag ? `${tag} shows it` : `${tag} shows ${version}` };
}

/** The same in one line of plain text: `rolled back by octo: crashes at start (#124)`. */
export function becauseText({ text, by, reason, number, also }: Because): string {
  const said = reason === undefined ? "" : `: ${reason}`;
  const which = number === undefined ? "" : by === undefined ? ` #${number}` : ` (#${number})`;
  return `${text}${by === undefined ? "" : ` by ${by}`}${said}${which}${also === undefined ? "" : `; ${also}`}`;
}
