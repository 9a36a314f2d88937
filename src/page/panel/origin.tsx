import { type OriginPart, originParts } from "../../core/history/origin-words.ts";
import type { OriginStatus } from "../../core/status/publication-status.ts";
import { SafeLink } from "../parts/safe-link.tsx";
import { Said } from "../parts/said.tsx";
import type { LinkTo } from "./unit-link.tsx";

interface Props {
  origin: OriginStatus;
  /** What a follower's source is called. */
  sourceName: string | undefined;
  /** The page of the repository. */
  source: string | undefined;
  link: LinkTo;
}

/** How a publication came to be, with links to what it names. */
export function OriginLine({ origin, sourceName, source, link }: Props) {
  const parts = originParts(origin, { maxReason: 300, ...(sourceName === undefined ? {} : { source: sourceName }) });
  return (
    <span class="origin" data-origin={origin.kind}>
      {parts.map((part) => (
        <Linked key={part.text} part={part} source={source} link={link} />
      ))}
    </span>
  );
}

function Linked({ part: { text, pullRequest, unit }, source, link }: { part: OriginPart } & Pick<Props, "source" | "link">) {
  if (pullRequest !== undefined) return <SafeLink to={source && `${source}/pull/${pullRequest}`}>{text}</SafeLink>;
  if (unit === undefined) return <>{text}</>;
  return (
    <a href={link(unit)} data-unit-link={unit}>
      <Said text={text} />
    </a>
  );
}
