import { count } from "../../core/lib/text/words.ts";
import { type ChangesBetween, changesBetween } from "../../core/status/changes-since.ts";
import type { UnitStatus } from "../../core/status/status.ts";

/**
 * What changed from one publication to another: `3 publications later · 12 packages`.
 * @param from a publication, or undefined if none that is listed has that image
 */
export function sinceWords(unit: UnitStatus, from: string | undefined, to: string | undefined): string {
  const changes = from === undefined || to === undefined ? undefined : changesBetween(unit, from, to);
  if (!changes) return "another image; what changed is not known";
  const way = changes.direction === "earlier" ? "earlier" : "later";
  return `${count(changes.publications, "publication")} ${way} · ${packagesWords(changes)}`;
}

function packagesWords({ changes, notCompared, systemOnly }: ChangesBetween): string {
  const isCut = notCompared.length > 0;
  if (isCut && changes.length === 0) return "packages not compared";
  const packages = count(changes.length, systemOnly ? "system package" : "package");
  return isCut ? `at least ${packages}` : packages;
}
