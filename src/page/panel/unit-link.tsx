import { oneLine } from "../../core/lib/text/clean.ts";
import { Said } from "../parts/said.tsx";

/** The address of a unit's panel. */
export type LinkTo = (unit: string) => string;

/** A link to the panel of another unit. */
export function UnitLink({ unit, link, text = unit }: { unit: string; link: LinkTo; text?: string }) {
  return (
    <a href={link(unit)} data-unit-link={unit} title={text === unit ? undefined : oneLine(unit)}>
      <Said text={text} />
    </a>
  );
}
