import type { ComponentChildren } from "preact";
import { oneLine } from "../../core/lib/text/clean.ts";

export type Tone = "good" | "warn" | "bad" | "held" | "accent" | "plain";

/** The icons of chips, drawn as lines in a square of 16. */
const icons = {
  check: "M3.5 8.5 6.5 11.5 12.5 5",
  clock: "M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11zM8 5v3.2l2 1.6",
  lock: "M4 7.5h8v5.5H4zM5.8 7.5V5.2a2.2 2.2 0 0 1 4.4 0v2.3",
  back: "M6.5 4 3 7.5 6.5 11M3.5 7.5H10a3 3 0 0 1 0 6H8",
  wait: "M4.5 3h7M4.5 13h7M5.5 3c0 5 5 5 5 10M10.5 3c0 5-5 5-5 10",
  differ: "M3.5 6h9M3.5 10h9M10.5 3l-5 10",
  unknown: "M5.8 6a2.2 2.2 0 1 1 3.2 2c-.7.4-1 .8-1 1.6M8 12.2v.1",
  none: "M4 8h8",
  cross: "M4.5 4.5l7 7M11.5 4.5l-7 7",
} as const;

export type Icon = keyof typeof icons;

interface Props {
  tone: Tone;
  icon: Icon;
  title?: string | undefined;
  children: ComponentChildren;
}

/** A state in a word, with an icon and a colour. */
export function StateChip({ tone, icon, title, children }: Props) {
  return (
    <span class={`chip tone-${tone}`} title={title === undefined ? undefined : oneLine(title)}>
      <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
        <path d={icons[icon]} />
      </svg>
      <span>{children}</span>
    </span>
  );
}
