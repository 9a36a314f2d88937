import type { ChangedPackage, PackagesStatus } from "../../core/status/publication-status.ts";
import { Said } from "../parts/said.tsx";
import { byPlatforms, changeNote, packagesSummary, versionsText } from "./words.ts";

/** The packages that changed: how many, and folded which. */
export function Packages({ packages }: { packages: PackagesStatus }) {
  const { changes, unknown, systemOnly } = packages;
  const words = packagesSummary(packages);
  if (changes.length === 0 && unknown === undefined) return <p class="packages">{words}</p>;
  return (
    <details class="packages" data-packages={packages.changed}>
      <summary>{words}</summary>
      {unknown !== undefined && (
        <p class="remark unknown">
          Not all packages are known: <Said text={unknown} />
        </p>
      )}
      {systemOnly && <p class="muted">Different tools listed the packages: only those of the operating system were compared.</p>}
      <PackageTables changes={changes} />
    </details>
  );
}

/** Changed packages: one table for those of all platforms, one for each group of others. */
export function PackageTables({ changes }: { changes: readonly ChangedPackage[] }) {
  const groups = byPlatforms(changes);
  return (
    <>
      {groups.map((group) => (
        <PackageTable key={group.platforms} {...group} isAlone={groups.length === 1 && group.platforms === ""} />
      ))}
    </>
  );
}

function PackageTable({ platforms, changes, isAlone }: { platforms: string; changes: ChangedPackage[]; isAlone: boolean }) {
  return (
    <table class="package-table">
      <caption class={isAlone ? "for-screen-readers" : ""}>
        {platforms === "" ? (
          "Changed packages"
        ) : (
          <>
            Only on <Said text={platforms} />
          </>
        )}
      </caption>
      <thead>
        <tr>
          <th scope="col">package</th>
          <th scope="col">before</th>
          <th scope="col">now</th>
        </tr>
      </thead>
      <tbody>
        {changes.map((change) => (
          <PackageRow key={change.name} change={change} />
        ))}
      </tbody>
    </table>
  );
}

function PackageRow({ change }: { change: ChangedPackage }) {
  const note = changeNote(change);
  const isBackwards = change.kind === "backwards" || ("wentBackwards" in change && change.wentBackwards === true);
  return (
    <tr class={change.kind} data-change={change.kind}>
      <th scope="row">
        <Said text={change.name} />
        {note !== "" && <strong class={`chip tone-${isBackwards ? "bad" : "plain"}`}>{note}</strong>}
      </th>
      <td>
        <Said text={versionsText(change.before)} />
      </td>
      <td>
        <Said text={versionsText(change.now)} />
      </td>
    </tr>
  );
}
