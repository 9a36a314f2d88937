import { pageOf } from "../../core/events/facts.ts";
import { isFollower } from "../../core/follow/state.ts";
import { limitOf } from "../../core/freshness/age.ts";
import { dayOf } from "../../core/lib/time/day.ts";
import { momentOf } from "../../core/lib/time/moment.ts";
import { timestampOf } from "../../core/lib/time/timestamp.ts";
import { type EarlierFacts, earlierFacts } from "../../core/status/earlier.ts";
import type { Status } from "../../core/status/status.ts";
import { selectUnits } from "../../core/unit/selector.ts";
import type { Request } from "../../ports/request.ts";
import type { Session } from "../../ports/session.ts";
import { readHolds } from "../holds/holds.ts";
import { homeOf, readConfiguration } from "../plan/configuration.ts";
import { readJudgements } from "../verdicts/read-judgements.ts";
import { unreadNotes } from "../verdicts/unread-notes.ts";
import { createComparisons } from "./comparisons.ts";
import { followsStatus } from "./follows.ts";
import { freshnessStatus } from "./freshness.ts";
import { readHistories } from "./histories.ts";
import { createStatusObserver } from "./observer.ts";
import { rememberingRegistry } from "./remembering-registry.ts";
import { unitStatus } from "./unit-status.ts";

/**
 * Everything about the selected units, from registries and issues. What cannot be read is `unknown`
 * in its unit, or a note.
 * @param earlier what an earlier status knows, to save requests
 * @throws Failure only for the configuration, and `only-nothing`
 */
export async function gatherStatus(
  request: Pick<Request, "config" | "only">,
  session: Session,
  earlier: EarlierFacts = earlierFacts(undefined),
): Promise<Status> {
  const { ports, event, terminal } = session;
  const { repository, forge, files, reporter, clock } = ports;
  const now = clock.now();
  const source = pageOf(event);
  const home = homeOf({ repository: event.repository, source }, dayOf(now));
  const { units: all, warnings, freshness: policy } = await readConfiguration(repository, request.config, home, files);
  for (const warning of warnings) reporter.problem(warning);
  const units = selectUnits(all, request.only);
  const streams = new Set(all.filter(isFollower).map(({ stream }) => stream));
  const [read, judgements] = await Promise.all([readHolds(forge, "all"), readJudgements(forge, [...streams])]);
  const { holds, unreadable } = read;
  const registry = rememberingRegistry(ports.registry);
  const observer = createStatusObserver(registry, reporter);
  const comparisons = createComparisons(earlier, terminal?.packages === true);
  const histories = await readHistories(
    { units, all, observer, holds, judgements, earlier, comparisons, now },
    { registry, reporter, clock },
  );
  const unknown = unreadable ?? judgements.unreadable;
  const said = { holds, judgements, ...(unknown === undefined ? {} : { unknown }) };
  const asking = { said, now: timestampOf(now), observer, registry, log: reporter };
  const every = policy?.every === undefined ? {} : { every: policy.every };
  const follows = await followsStatus({ units, all, ...every, asking });
  const open = holds.filter(({ until }) => until === undefined);
  const ages = await freshnessStatus({ units, policy, config: request.config, observer, holds: open, now }, session);
  return {
    version: 1,
    generated: momentOf(now),
    ...(source === undefined ? {} : { source }),
    limit: Math.floor(limitOf(policy) / 1000),
    units: histories.map((history) =>
      unitStatus({
        history,
        freshness: ages.of.get(history.unit.name),
        follows: follows.get(history.unit.name),
        verdicts: judgements.verdicts,
        packagesOf: (entry) => comparisons.packagesOf(history.unit, entry),
        all,
      }),
    ),
    notes: [...unreadNotes(read, judgements), ...ages.notes],
  };
}
