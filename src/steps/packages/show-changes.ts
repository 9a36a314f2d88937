import type { ImagePair } from "../../core/packages/unit-changes.ts";
import type { Session } from "../../ports/session.ts";
import type { ChangesShown } from "../../render/comment/comment.ts";
import { changesCell, changesFold, changesMarkdown } from "../../render/packages/changes-markdown.ts";
import { changesTable } from "../../render/packages/changes-table.ts";
import { showResult } from "../report/show.ts";
import { comparePairs } from "./compare-pairs.ts";
import { leaveChanges } from "./leave-changes.ts";

/**
 * Compares images, and shows what changed: log, job summary, output. Returns the words for a
 * comment.
 * @param url the run's page
 */
export async function showChanges(pairs: readonly ImagePair[], session: Session, url: string | undefined): Promise<ChangesShown> {
  const { registry, reporter } = session.ports;
  const changes = await comparePairs(pairs, registry);
  showResult(session, (style) => ["", ...changesTable(changes, { style })]);
  await reporter.summary(changesMarkdown(changes, url));
  await leaveChanges(changes, session);
  return { cells: new Map(changes.map((one) => [one.unit, changesCell(one)])), fold: changesFold(changes) };
}
