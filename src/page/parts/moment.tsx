import { agoWords, momentWords, publicationTime, readMoment } from "./moment-words.ts";
import { Said } from "./said.tsx";

interface Props {
  /** RFC 3339, or a publication's name: `20261123-0617`. */
  at: string;
  /** The reader's clock: then the age is shown, and the moment is its title. */
  now?: number;
}

/** A moment in UTC, or its age. A text that is no moment is shown as it is. */
export function Moment({ at, now }: Props) {
  const time = readMoment(at);
  if (time === undefined) return <Said text={at} />;
  const words = at.includes("T") ? momentWords(time) : publicationTime(at);
  return (
    <time datetime={new Date(time).toISOString()} title={now === undefined ? undefined : words}>
      {now === undefined ? words : agoWords(time, now)}
    </time>
  );
}
