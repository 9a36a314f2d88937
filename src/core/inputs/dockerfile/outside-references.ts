import { baseNamesOf } from "../../build/bake.ts";
import { familiarName } from "../../oci/reference.ts";
import { imageOfContext, referenceInFull } from "../../oci/seen-base.ts";
import { basesOf } from "../../unit/bases.ts";
import type { Unit } from "../../unit/unit.ts";
import { publishedBy } from "./published-references.ts";
import { parseDockerfile, sourcesOutside } from "./stages.ts";

/** The images outside the configuration that a unit is built on, as its Dockerfile's text names them. */
export type OutsideReferences = (unit: Unit, dockerfile: string) => string[];

/**
 * Finds images outside the configuration, on all platforms, each in full:
 * `docker.io/library/almalinux:9`. Leaves out references with a digest, which never move, and those
 * that a stage hides: BuildKit would replace the stage.
 * @param all every unit of the configuration, with the bases from their Dockerfiles
 */
export function outsideReferences(all: readonly Unit[]): OutsideReferences {
  const published = publishedBy(all);
  const byName = new Map(all.map((unit) => [unit.name, unit]));
  return (unit, text) => {
    const dockerfile = parseDockerfile(text);
    if (!dockerfile) return [];
    const { args, target, contexts } = unit.build;
    const inside = new Set(
      basesOf(unit).flatMap(({ unit: name, names }) => {
        const base = byName.get(name);
        return names ?? (base ? baseNamesOf(base) : []);
      }),
    );
    const stages = new Set(dockerfile.stages.map(({ name }) => name));
    const given = new Map(Object.entries(contexts).map(([name, place]) => [familiarName(name), place]));
    const used = unit.platforms.flatMap((platform) => sourcesOutside(dockerfile, { args, target, platform }));
    const references = used.flatMap(({ name }) => {
      const familiar = familiarName(name);
      if (inside.has(familiar) || stages.has(familiar.toLowerCase())) return [];
      const place = given.get(familiar);
      const image = place === undefined ? name : imageOfContext(place);
      if (image === undefined || published.unitOf(image) !== undefined) return [];
      return referenceInFull(image) ?? [];
    });
    return [...new Set(references)];
  };
}
