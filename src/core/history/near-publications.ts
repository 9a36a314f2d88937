import { joined } from "../lib/text/words.ts";
import { compareTimestampTags } from "../tags/grammar.ts";
import { type PublicationId, printPublicationId } from "../tags/timestamp.ts";

/** The choices for a person who named a publication that does not exist: two before it, two after. */
export function nearPublications(stamps: readonly PublicationId[], wanted: PublicationId): string {
  const older = stamps.filter((stamp) => compareTimestampTags(stamp, wanted) < 0).slice(-2);
  const newer = stamps.filter((stamp) => compareTimestampTags(stamp, wanted) > 0).slice(0, 2);
  const near = [...older, ...newer];
  return near.length === 0 ? "it has no timestamp tags" : `near it are ${joined(near.map(printPublicationId))}`;
}
