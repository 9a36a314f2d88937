import type { UnitStatus } from "../../core/status/status.ts";
import { Part } from "./part.tsx";
import { type LinkTo, UnitLink } from "./unit-link.tsx";

/** The units that follow it, and those that it is built on. */
export function Relations({ unit: { followers, bases }, link }: { unit: UnitStatus; link: LinkTo }) {
  const rows = [
    { words: "Followed by", units: followers },
    { words: "Built on", units: bases },
  ].filter(({ units }) => units.length > 0);
  if (rows.length === 0) return null;
  return (
    <Part name="relations" title="Other streams">
      <dl class="pairs">
        {rows.map(({ words, units }) => (
          <div key={words}>
            <dt>{words}</dt>
            <dd>
              <ul class="inline">
                {units.map((unit) => (
                  <li key={unit}>
                    <UnitLink unit={unit} link={link} />
                  </li>
                ))}
              </ul>
            </dd>
          </div>
        ))}
      </dl>
    </Part>
  );
}
