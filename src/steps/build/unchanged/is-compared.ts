import { needsJob, type Plan, type PlannedUnit } from "../../../core/plan/plan.ts";
import { baseUnitsOf } from "../../../core/unit/bases.ts";
import type { ImageStore } from "../image-store.ts";
import type { Site } from "../site.ts";

/**
 * Whether a build is compared with the published image. A job of one platform does not know whether
 * the image is kept: so what others are built on there is not.
 */
export function isCompared(
  { units }: Pick<Plan, "units">,
  unit: PlannedUnit,
  { layout }: Pick<ImageStore, "layout">,
  { platform }: Pick<Site, "platform">,
): boolean {
  if (!unit.keep || layout !== undefined) return false;
  return platform === undefined || !units.some((other) => needsJob(other) && baseUnitsOf(other).includes(unit.name));
}
