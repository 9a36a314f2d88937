import type { Hash } from "../inputs/inputs-hash.ts";
import { cut } from "../lib/text/clean.ts";
import { compareTexts } from "../lib/text/compare-texts.ts";
import { joined } from "../lib/text/words.ts";
import { timestampKind } from "../tags/timestamp.ts";
import type { Unit } from "../unit/unit.ts";
import type { PinChange } from "./pin.ts";
import type { PinTarget } from "./target.ts";

/** The beginning of every branch that proposes pins. */
export const pinBranchPrefix = "tagstream/pins-";
/** The most images, and the most streams, that a title names. */
const [maxImages, maxStreams] = [3, 2];

/** Characters: GitHub allows 256. */
const maxTitle = 200;

/** The part of a change that its proposal names. */
type NamedChange = Pick<PinChange, "unit" | "repository" | "from" | "to">;

/**
 * The head branch of a target's pull request: one for each target, always the same.
 * @param repository the target's repository, `owner/name`
 */
export function pinBranch({ branch, files, only }: PinTarget, repository: string, hash: Hash): string {
  const key = JSON.stringify([repository.toLowerCase(), branch ?? null, [...files], [...only]]);
  return `${pinBranchPrefix}${hash(key).slice(0, 8)}`;
}

/** A hash of what files are pinned to. It stays the same while other lines of the files change. */
export function pinFingerprint(changes: readonly (PinChange & { path: string })[], hash: Hash): string {
  const rows = changes.map(({ path, unit, repository, to }) => JSON.stringify([path, unit, repository, to.tag, to.digest]));
  return hash([...new Set(rows)].sort(compareTexts).join("\n")).slice(0, 32);
}

/** The image of a unit: `frontier-squid` of `frontier-squid:25-el9-release`. */
export function imageOf(unit: string): string {
  return unit.slice(0, unit.lastIndexOf(":"));
}

/** `Pin frontier-squid and xcache to what release shows` */
export function pinTitle(changes: readonly NamedChange[], units: readonly Unit[]): string {
  const images = [...new Set(changes.map(({ unit }) => imageOf(unit)))];
  const streams = [...new Set(changes.map((change) => shownBy(change, units)))];
  const rest = images.length - maxImages;
  const named = rest > 1 ? [...images.slice(0, maxImages), `${rest} more`] : images;
  const shown = streams.length > maxStreams ? "their tags show" : `${joined(streams)} ${streams.length === 1 ? "shows" : "show"}`;
  return cut(`Pin ${joined(named)} to what ${shown}`, maxTitle);
}

/** The stream that a change follows or, of a version, its tag. */
function shownBy({ unit: name, to }: NamedChange, units: readonly Unit[]): string {
  const unit = units.find((one) => one.name === name);
  return unit && timestampKind.parse(to.tag, unit) ? unit.stream : to.tag;
}

/** The message of the commit: the title, then each image once. */
export function pinMessage(title: string, changes: readonly NamedChange[]): string {
  const lines = changes.map(({ unit, from, to }) => `${unit}: ${from.tag ?? from.digest ?? "no tag"} -> ${to.tag}`);
  return `${title}\n\n${[...new Set(lines)].join("\n")}\n`;
}
