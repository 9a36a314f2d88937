import type { Unit } from "./unit.ts";

/**
 * The units of the other streams of an image, of the same variant, whose builds are in the same
 * repository. Not those that follow another stream: they have no builds. Only where one of them or the unit itself has a source: streams of one branch have
 * the same files, and differ in what they build from them.
 * @param all every unit of the configuration
 * @param isSourced whether a stream has a source of its own
 */
export function siblingsOf(unit: Unit, all: readonly Unit[], isSourced: (stream: string) => boolean): Unit[] {
  return all.filter(
    (other) =>
      other.image === unit.image &&
      !other.follows &&
      other.stream !== unit.stream &&
      (isSourced(unit.stream) || isSourced(other.stream)) &&
      isSameVariant(other.variant, unit.variant) &&
      other.destinations[0]?.repository === unit.destinations[0]?.repository,
  );
}

function isSameVariant(a: Unit["variant"], b: Unit["variant"]): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}
