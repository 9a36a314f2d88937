import { useMemo } from "preact/hooks";
import { day } from "../../core/lib/time/duration.ts";
import type { UnitStatus } from "../../core/status/status.ts";
import { markShapes } from "../parts/mark-shapes.ts";
import { type Strip as Marks, stripOf } from "./strip-marks.ts";
import { monthTicks, positionOf, type StripScale, stripHeight, stripWidth } from "./strip-scale.ts";

interface Props {
  unit: UnitStatus;
  scale: StripScale;
  /** The moment that the page shows, if it is not now. */
  moment: number | undefined;
}

const middle = stripHeight / 2;

/** The time line of a unit: its publications, and its holds. The same marks all over the page. */
export function Strip({ unit, scale, moment }: Props) {
  // The same element again is not compared again: a hundred of them do not slow the search down.
  return useMemo(() => <Drawing {...stripOf(unit, scale)} scale={scale} moment={moment} />, [unit, scale, moment]);
}

function Drawing({ marks, bands, start, label, scale, moment }: Marks & Omit<Props, "unit">) {
  // A week of a year is narrower than a mark.
  const size = scale.to - scale.from > 100 * day ? " scale(0.65)" : "";
  return (
    <svg class="strip" viewBox={`0 0 ${stripWidth} ${stripHeight}`} role="img" aria-label={label}>
      {monthTicks(scale).map(({ x }) => (
        <path key={x} class="tick" d={`M${x} 0v${stripHeight}`} />
      ))}
      {monthTicks(scale).map(({ x, label }) => (
        <text key={x} class="tick-label" x={x + 2} y={stripHeight + 8}>
          {label}
        </text>
      ))}
      {bands.map(({ issue, x, width, title }) => (
        <rect key={issue} class="band" x={x} y="2" width={width} height={stripHeight - 4}>
          <title>{title}</title>
        </rect>
      ))}
      {start !== undefined && <path class="line" d={`M${start} ${middle}H${positionOf(scale, scale.to)}`} />}
      {moment !== undefined && moment >= scale.from && <path class="day" d={`M${positionOf(scale, moment)} 0v${stripHeight}`} />}
      {marks.map(({ timestamp, kind, x, title }) => (
        <path
          key={timestamp}
          class={`mark mark-${markShapes[kind].colour}`}
          d={markShapes[kind].path}
          transform={`translate(${x} ${middle})${size}`}
        >
          <title>{title}</title>
        </path>
      ))}
    </svg>
  );
}

/** The names of the months over the time lines. */
export function StripAxis({ scale, moment }: Omit<Props, "unit">) {
  const ticks = monthTicks(scale);
  const mark = moment === undefined ? undefined : positionOf(scale, moment);
  const isAtEnd = mark !== undefined && mark > stripWidth - 35;
  return (
    <svg class="strip-axis" viewBox={`0 0 ${stripWidth} 14`} aria-hidden="true">
      {ticks
        .filter(({ x }) => x < stripWidth - 45)
        .map(({ x, label }) => (
          <text key={x} x={x + 2} y="11">
            {label}
          </text>
        ))}
      {isAtEnd ? undefined : (
        <text class="axis-now" x={stripWidth - 2} y="11" text-anchor="end">
          now
        </text>
      )}
      {mark !== undefined && mark >= 0 && <path class="day" d={`M${mark - 3} 8h6l-3 5z`} />}
    </svg>
  );
}
