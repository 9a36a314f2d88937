import { useMemo } from "preact/hooks";
import { shortCommit, thousands } from "../../core/lib/text/words.ts";
import { type ChangesBetween, changesBetween } from "../../core/status/changes-since.ts";
import type { UnitStatus } from "../../core/status/status.ts";
import { SafeLink } from "../parts/safe-link.tsx";
import { Said } from "../parts/said.tsx";
import { changesSummary, comparedCommits, shownNow } from "./changes-words.ts";
import { useFocus } from "./focus.ts";
import { MovedBases } from "./moved-bases.tsx";
import { PackageTables } from "./packages.tsx";
import { Part } from "./part.tsx";

/** A list of so many packages is open at first. */
const mostOpen = 30;

interface Props {
  unit: UnitStatus;
  source: string | undefined;
  /** The publication that what the stream shows now is compared with. */
  from: string;
  /** Ends the comparison; absent if it belongs to the day that people asked for. */
  close: (() => void) | undefined;
}

/** What changed between a publication and what the stream shows now. */
export function Changes({ unit, source, from, close }: Props) {
  const heading = useFocus<HTMLHeadingElement>(from);
  const to = shownNow(unit);
  const changes = useMemo(() => (to === undefined ? undefined : changesBetween(unit, from, to)), [unit, from, to]);
  return (
    <Part name="changes" title={<>Changes since {from}</>} heading={heading}>
      {changes === undefined || to === undefined ? (
        <p>Not known: this publication is not listed here.</p>
      ) : changes.direction === "same" ? (
        <p>None: the stream still shows it.</p>
      ) : (
        <Found unit={unit} source={source} from={from} to={to} changes={changes} />
      )}
      {close && (
        <button type="button" class="end-comparison" onClick={close}>
          End the comparison
        </button>
      )}
    </Part>
  );
}

interface FoundProps {
  unit: UnitStatus;
  source: string | undefined;
  from: string;
  to: string;
  changes: ChangesBetween;
}

function Found({ unit, source, from, to, changes }: FoundProps) {
  const { direction, bases } = changes;
  return (
    <>
      <p data-changes={changes.changes.length}>
        It shows {direction === "earlier" ? "the earlier " : ""}
        {to} now. {direction === "earlier" ? "Between the two" : "Since then"}: {changesSummary(changes)}.
      </p>
      <dl class="pairs">
        <PullRequests numbers={changes.pullRequests} source={source} />
        <Commits unit={unit} source={source} from={from} to={to} />
        <Fact name="Versions">{changes.versions.length > 1 && <Said text={changes.versions.join(", ")} />}</Fact>
        <Fact name="Bases">{bases.length > 0 && <MovedBases bases={bases} />}</Fact>
      </dl>
      <NetPackages changes={changes} />
    </>
  );
}

function Fact({ name, children }: { name: string; children: preact.ComponentChildren }) {
  if (!children) return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function PullRequests({ numbers, source }: { numbers: readonly number[]; source: string | undefined }) {
  return (
    <Fact name="Pull requests">
      {numbers.length > 0 && (
        <ul class="inline">
          {numbers.map((number) => (
            <li key={number}>
              <SafeLink to={source && `${source}/pull/${number}`}>#{number}</SafeLink>
            </li>
          ))}
        </ul>
      )}
    </Fact>
  );
}

function Commits({ unit, source, from, to }: Omit<FoundProps, "changes">) {
  const commits = comparedCommits(unit.publications, from, to);
  if (!commits) return null;
  const { before, now } = commits;
  return (
    <Fact name="Commits">
      <SafeLink to={source && `${source}/compare/${encodeURIComponent(before)}...${encodeURIComponent(now)}`}>
        <Said text={`${shortCommit(before)}...${shortCommit(now)}`} />
      </SafeLink>
    </Fact>
  );
}

function NetPackages({ changes: { changes, notCompared, systemOnly } }: { changes: ChangesBetween }) {
  return (
    <>
      {notCompared.length > 0 && (
        <p class="remark unknown">
          Packages are not all known, because of {notCompared.map(({ timestamp }) => timestamp).join(", ")}
          {notCompared[0]?.why !== undefined && (
            <>
              : <Said text={notCompared[0].why} />
            </>
          )}
        </p>
      )}
      {systemOnly && <p class="muted">Different tools listed the packages: only those of the operating system were compared.</p>}
      {changes.length > 0 && (
        <details class="packages" open={changes.length <= mostOpen}>
          <summary>{changes.length === 1 ? "The changed package" : `The ${thousands(changes.length)} changed packages`}</summary>
          <PackageTables changes={changes} />
        </details>
      )}
    </>
  );
}
