import { joined, shortPlatform } from "../../core/lib/text/words.ts";
import type { UnitStatus } from "../../core/status/status.ts";
import { Said } from "../parts/said.tsx";
import { Part } from "./part.tsx";

/** The tests of the unit as they are today. */
export function Tests({ unit: { tests, platforms } }: { unit: UnitStatus }) {
  return (
    <Part name="tests" title={`Tests (${tests.length})`}>
      {tests.length === 0 ? (
        <p>It has no tests.</p>
      ) : (
        <ul class="tests">
          {tests.map(({ name, kind, exempt = [], waived }) => (
            <li key={`${kind} ${name}`}>
              <Said text={name} /> <span class="muted">({kind})</span>
              {exempt.length > 0 && <span class="muted">, not on {joined(exempt.map(shortPlatform))}</span>}
              {waived !== undefined && (
                <strong class="chip tone-warn">
                  may fail until <Said text={waived} />
                </strong>
              )}
            </li>
          ))}
        </ul>
      )}
      <p class="muted">
        As configured now, on {joined(platforms.map(shortPlatform))}. Every publication passed the tests of its time.
      </p>
    </Part>
  );
}
