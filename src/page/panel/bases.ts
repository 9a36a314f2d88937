import { familiarName } from "../../core/oci/reference.ts";

/** A base image that differs between two publications. */
export interface MovedBase {
  /** `almalinux:9` */
  name: string;
  /** Absent if only the newer publication is built on it. */
  before?: string;
  /** Absent if only the older publication is built on it. */
  now?: string;
}

/**
 * The bases that differ between two publications, by name.
 * @param now texts such as `docker.io/library/debian:bookworm-slim sha256:…`
 */
export function movedBases(now: readonly string[], before: readonly string[]): MovedBase[] {
  const [is, was] = [digestsOf(now), digestsOf(before)];
  return [...new Set([...is.keys(), ...was.keys()])].flatMap((name): MovedBase[] => {
    const [digest, old] = [is.get(name), was.get(name)];
    if (digest === old) return [];
    return [{ name, ...(old === undefined ? {} : { before: old }), ...(digest === undefined ? {} : { now: digest }) }];
  });
}

function digestsOf(bases: readonly string[]): Map<string, string> {
  return new Map(
    bases.map((base) => {
      const at = base.lastIndexOf(" ");
      return at < 0 ? [base, ""] : [familiarName(base.slice(0, at)), base.slice(at + 1)];
    }),
  );
}
