import type { Hold } from "../../core/holds/hold.ts";
import { mapLimited } from "../../core/lib/parallel.ts";
import { Failure, type Problem } from "../../core/lib/problems/problem.ts";
import { withoutStop } from "../../core/lib/text/words.ts";
import { firstNeededFailure } from "../../core/publish/observation.ts";
import { step } from "../../core/publish/publish.ts";
import {
  type PlannedRollback,
  type Publication,
  planRollback,
  type RollbackTarget,
  rolledBackPublication,
} from "../../core/rollback/rollback.ts";
import { printPublicationId } from "../../core/tags/timestamp.ts";
import type { Unit } from "../../core/unit/unit.ts";
import type { Yank } from "../../core/verdicts/verdict.ts";
import { undoCommand, yankOf, yankWords } from "../../core/verdicts/yanked.ts";
import type { Registry } from "../../ports/registry.ts";
import { createObserver } from "../observe/observe.ts";
import { rollbackFacts } from "../observe/publications.ts";

/** Units to ask registries about at the same time. */
const parallelUnits = 8;

/** The context that all units of a rollback share. */
export interface RollbackContext {
  to: RollbackTarget;
  /**
   * An earlier attempt's hold: it names each unit's target, so that a re-run never goes back
   * further.
   */
  begun: Hold | undefined;
  /** Whether no hold will record the units' targets. */
  withoutHold: boolean;
  /** Whether this run's earlier attempts may have moved a stream. */
  isRepeated: boolean;
  yanks: readonly Yank[];
}

/**
 * The targets of all units.
 * @throws Failure `rollback-target`, `publication-yanked` if one unit has none
 */
export async function planTargets(
  units: readonly Unit[],
  { to, begun, withoutHold, isRepeated, yanks }: RollbackContext,
  registry: Registry,
): Promise<PlannedRollback[]> {
  const observer = createObserver(registry);
  const planned = await mapLimited([...units], parallelUnits, async (unit): Promise<PlannedRollback | Refusal> => {
    const observed = await observer(unit);
    const { destinations } = observed;
    const down = firstNeededFailure(destinations);
    if (down) return noTarget(`Cannot roll back ${unit.name}: ${down.message}`);
    const digest = begun?.digests.get(unit.name);
    const target: RollbackTarget = digest === undefined ? to : { kind: "digest", prefix: digest };
    const reachable = destinations.filter(({ failure: reason }) => reason === undefined);
    const facts = await rollbackFacts(unit, reachable, target, registry, yanks);
    const isDoubtful = withoutHold && to.kind === "previous" && (isRepeated || step(unit, observed).kind !== "done");
    const back = isDoubtful ? rolledBackPublication(facts) : undefined;
    if (back) return noTarget(`${unit.name} ${alreadyBack(back)}`);
    const found = planRollback(target, facts);
    return typeof found === "string" ? noTarget(found) : (yankedTarget(found, yanks) ?? found);
  });
  const refused = planned.flatMap((entry) => ("code" in entry ? [entry] : []));
  if (refused.length > 0) {
    const rest = refused.length < units.length ? " No unit was rolled back." : "";
    throw new Failure(
      refused.map(
        ({ code, reason }, index): Problem => ({
          code,
          severity: "error",
          message: `${withoutStop(reason)}.${index === refused.length - 1 ? rest : ""}`,
        }),
      ),
    );
  }
  return planned.flatMap((entry) => ("code" in entry ? [] : [entry]));
}

/** Why a unit cannot roll back: a sentence. */
interface Refusal {
  code: "rollback-target" | "publication-yanked";
  reason: string;
}

function noTarget(reason: string): Refusal {
  return { code: "rollback-target", reason };
}

function yankedTarget({ unit, target }: PlannedRollback, yanks: readonly Yank[]): Refusal | undefined {
  const yank = yankOf(target.digest, yanks);
  if (!yank) return undefined;
  const remedy = `Choose another image, or take the yank back: \`${undoCommand(yank)}\``;
  return { code: "publication-yanked", reason: `Cannot roll ${unit.name} back: ${withoutStop(yankWords(yank))}. ${remedy}` };
}

function alreadyBack({ stamp }: Publication): string {
  const text = printPublicationId(stamp);
  return `was rolled back already, under ${text}, and without a hold Tagstream cannot know which attempt did it. Set \`to\` to a timestamp; ${text} completes that rollback`;
}
