import type { UnitStatus } from "../../core/status/status.ts";
import { CopyButton } from "../parts/copy-button.tsx";
import { Said } from "../parts/said.tsx";
import { Part } from "./part.tsx";
import { pullReferences } from "./references.ts";

/** How to pull what the unit shows. */
export function Pull({ unit }: { unit: UnitStatus }) {
  const [first, ...others] = unit.repositories;
  if (!unit.shows || first === undefined) return null;
  return (
    <Part name="pull" title="Pull it">
      <References unit={unit} repository={first} />
      {others.length > 0 && (
        <details>
          <summary>{others.length === 1 ? "From the other registry" : `From ${others.length} other registries`}</summary>
          {others.map((repository) => (
            <References key={repository} unit={unit} repository={repository} />
          ))}
        </details>
      )}
    </Part>
  );
}

function References({ unit, repository }: { unit: UnitStatus; repository: string }) {
  return (
    <dl class="references">
      {pullReferences(unit, repository).map(({ what, text }) => (
        <div key={what}>
          <dt>{what}</dt>
          <dd>
            <code>
              <Said text={text} />
            </code>
            <CopyButton text={text} what={`${what}: ${text}`} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
