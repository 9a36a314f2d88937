import { count } from "../../core/lib/text/words.ts";
import type { PlannedUnit } from "../../core/plan/plan.ts";

/** `hub.example.org/osg` of `hub.example.org/osg/xcache` for `xcache`; other names stay whole. */
export function registryOf(repository: string, image: string): string {
  return repository.endsWith(`/${image}`) ? repository.slice(0, -image.length - 1) : repository;
}

/** The registries of units, with remarks: `docker.io/osg (optional)`. */
export function registriesOf(units: readonly PlannedUnit[]): string[] {
  const found = new Map<string, { units: number; required: number }>();
  for (const { image, destinations } of units) {
    for (const { repository, required } of destinations) {
      const registry = registryOf(repository, image);
      const seen = found.get(registry) ?? { units: 0, required: 0 };
      found.set(registry, { units: seen.units + 1, required: seen.required + (required ? 1 : 0) });
    }
  }
  return [...found].map(([registry, seen]) => {
    const special = [
      ...(seen.required === 0 ? ["optional"] : []),
      ...(seen.units < units.length ? [`${seen.units} of ${count(units.length, "unit")}`] : []),
    ];
    return special.length === 0 ? registry : `${registry} (${special.join(", ")})`;
  });
}
