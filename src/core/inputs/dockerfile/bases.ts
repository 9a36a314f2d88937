import { Failure, type Problem } from "../../lib/problems/problem.ts";
import { basesFirst } from "../../unit/bases-first.ts";
import type { Unit } from "../../unit/unit.ts";
import { Finding } from "./finding.ts";
import { publishedBy } from "./published-references.ts";
import { type Dockerfile, parseDockerfile } from "./stages.ts";

/** The text of a unit's Dockerfile; undefined if it is unreadable. */
export type DockerfileOf = (unit: Unit) => string | undefined;

/** Takes a fault of a unit's Dockerfile, if that comes from another commit than the configuration. */
export type SourceFault = (unit: Unit, problem: Problem) => void;

/**
 * Adds the bases that Dockerfiles name to the units. A reference that this configuration publishes
 * is a base without a declaration. A base of the same name never replaces a stage. A unit whose
 * Dockerfile is unreadable stays as it is, and so does one that follows another: it is not built.
 * @param onSourceFault takes the faults of Dockerfiles at other commits, which a correction of the
 *   checkout cannot mend; without it, they are thrown too. Their units in a cycle get no base from it
 * @returns bases before their children, otherwise in the given order
 * @throws Failure `config-base` and `config-stage`, at the line of the Dockerfile
 */
export function joinDockerfiles(units: readonly Unit[], dockerfileOf: DockerfileOf, onSourceFault?: SourceFault): Unit[] {
  const problems = new Map<string, Problem>(); // units share the problems of their Dockerfile
  const add = (unit: Unit, code: Problem["code"], line: number, text: string): void => {
    const file = unit.build.dockerfile;
    if (unit.source && onSourceFault) {
      onSourceFault(unit, { code, severity: "error", message: text, file, line });
      return;
    }
    const place = `${unit.source?.commit ?? ""} ${file}:${line} ${code}`;
    const message = unit.source ? `${text} (The Dockerfile is that of ${unit.source.ref}.)` : text;
    if (!problems.has(place)) problems.set(place, { code, severity: "error", message, file, line });
  };
  const byName = new Map(units.map((unit) => [unit.name, unit]));
  const published = publishedBy(units);
  const parsed = new Map<string, Dockerfile | undefined>(); // by text: units of other commits may share it
  const lines = new Map<string, ReadonlyMap<string, number>>();
  const joined = units.map((unit) => {
    if (unit.follows) return unit;
    const text = dockerfileOf(unit) ?? "";
    if (!parsed.has(text)) parsed.set(text, parseDockerfile(text));
    const dockerfile = parsed.get(text);
    if (!dockerfile) return unit;
    const found = new Finding(unit, dockerfile, published, byName, (...fault) => add(unit, ...fault)).withBases();
    lines.set(unit.name, found.lines);
    return found.unit;
  });
  const apart = new Set<string>(); // out of a cycle
  const reportCycle = (cycle: Unit[]): void => {
    const edges = cycle.map((unit, index) => ({ unit, base: cycle[(index + 1) % cycle.length]?.name ?? "" }));
    const lineOf = ({ unit, base }: { unit: Unit; base: string }) => lines.get(unit.name)?.get(base);
    const names = [...cycle, cycle[0]].map((unit) => unit?.name).join(" → ");
    const message = `These images form a cycle of bases: ${names}. Pin one of the references by digest.`;
    const ofSources = onSourceFault ? edges.filter((edge) => edge.unit.source && lineOf(edge) !== undefined) : [];
    const first = edges.find((one) => lineOf(one) !== undefined) ?? edges[0];
    for (const edge of ofSources.length > 0 || !first ? ofSources : [first]) {
      if (edge.unit.source) apart.add(edge.unit.name);
      add(edge.unit, "config-base", lineOf(edge) ?? 1, message);
    }
  };
  let ordered = basesFirst(joined, reportCycle);
  for (let known = 0; onSourceFault && apart.size > known; ) {
    known = apart.size;
    ordered = basesFirst(
      joined.map((unit) => (apart.has(unit.name) ? (byName.get(unit.name) ?? unit) : unit)),
      reportCycle,
    );
  }
  if (problems.size > 0) throw new Failure([...problems.values()]);
  return ordered;
}
