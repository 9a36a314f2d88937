import type { ImagePair } from "../../core/packages/unit-changes.ts";
import type { Session } from "../../ports/session.ts";
import type { ChangesShown } from "../../render/comment/comment.ts";
import { changesCell, changesFold, changesMarkdown } from "../../render/packages/changes-markdown.ts";
import { changesTable } from "../../render/packages/changes-table.ts";
import { showResult } from "../report/show.ts";
import { comparePairs } from "./compare-pairs.ts";
import { leaveChanges } from "./leave-changes.ts";
import { readableFor } from "./readable-for.ts";

/** Milliseconds that a run, whose work is done, waits for lists of packages. */
const patience = 600_000;

/**
 * Compares images, and shows what changed: log, job summary, output. Returns the words for a
 * comment.
 * @param url the run's page
 */
export async function showChanges(pairs: readonly ImagePair[], session: Session, url: string | undefined): Promise<ChangesShown> {
  const { registry, reporter, clock } = session.ports;
  const changes = await comparePairs(pairs, readableFor(registry, patience, clock));
  showResult(session, (style) => ["", ...changesTable(changes, { style })]);
  await reporter.summary(changesMarkdown(changes, url));
  await leaveChanges(changes, session);
  return { cells: new Map(changes.map((one) => [one.unit, changesCell(one)])), fold: changesFold(changes) };
}
