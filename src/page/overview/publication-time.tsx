import { publicationMoment, publicationTime } from "../parts/moment-words.ts";

/** When a publication got its timestamp, without "UTC": the table's head says it once. Its title is its name. */
export function PublicationTime({ publication }: { publication: string | undefined }) {
  if (publication === undefined) return <span class="shows-time">under no timestamp</span>;
  const moment = publicationMoment(publication);
  const words = publicationTime(publication).replace(/ UTC$/, "");
  if (moment === undefined) return <span class="shows-time">{words}</span>;
  return (
    <time class="shows-time" datetime={new Date(moment).toISOString()} title={publication}>
      {words}
    </time>
  );
}
