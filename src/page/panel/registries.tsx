import { joined } from "../../core/lib/text/words.ts";
import type { UnitStatus } from "../../core/status/status.ts";
import { shortDigest } from "../parts/digest.tsx";
import { Said } from "../parts/said.tsx";
import { Part } from "./part.tsx";

/** What each tag shows in each registry, where they differ. */
export function Registries({ unit }: { unit: UnitStatus }) {
  if (unit.agrees) return null;
  const lacking = unit.publications.filter(({ differing }) => differing.length > 0);
  const isDifferent = tagsDiffer(unit) || lacking.length > 0 || unit.unknown.length === 0;
  return (
    <Part name="registries" title={isDifferent ? "Registries differ" : "Not all registries answered"}>
      {unit.unknown.map((reason) => (
        <p key={reason} class="remark unknown">
          No answer: <Said text={reason} />
        </p>
      ))}
      {tagsDiffer(unit) && <Matrix unit={unit} />}
      {lacking.length > 0 && (
        <ul class="plain">
          {lacking.slice(0, 5).map(({ timestamp, differing }) => (
            <li key={timestamp}>
              {timestamp} is not in <Said text={joined(differing)} />
            </li>
          ))}
          {lacking.length > 5 && <li class="muted">and {lacking.length - 5} more: see the time line</li>}
        </ul>
      )}
    </Part>
  );
}

function tagsDiffer({ tags }: UnitStatus): boolean {
  return new Set(tags.flatMap(({ shows }) => Object.values(shows))).size > 1;
}

function Matrix({ unit }: { unit: UnitStatus }) {
  const { tags, shows, publications } = unit;
  const repositories = [...new Set(tags.flatMap((tag) => Object.keys(tag.shows)))];
  const name = (digest: string) => publications.find((one) => one.digest === digest)?.timestamp ?? shortDigest(digest);
  return (
    <table class="matrix">
      <thead>
        <tr>
          <th scope="col">tag</th>
          {repositories.map((repository) => (
            <th key={repository} scope="col">
              <Said text={repository} />
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {tags.map((tag) => (
          <tr key={tag.tag}>
            <th scope="row">
              <Said text={tag.tag} />
            </th>
            {repositories.map((repository) => (
              <Cell key={repository} digest={tag.shows[repository]} expected={shows?.digest} name={name} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface CellProps {
  digest: string | null | undefined;
  expected: string | undefined;
  name: (digest: string) => string;
}

/** What a tag shows; `≠` where that is not what the stream shows in the first registry. */
function Cell({ digest, expected, name }: CellProps) {
  if (digest === undefined) return <td class="muted">not asked</td>;
  if (digest === expected) return <td title={digest}>{name(digest)}</td>;
  return (
    <td class="differs" title={digest ?? undefined}>
      <span aria-hidden="true">≠ </span>
      {digest === null ? "no such tag" : name(digest)}
      <span class="for-screen-readers"> (differs)</span>
    </td>
  );
}
