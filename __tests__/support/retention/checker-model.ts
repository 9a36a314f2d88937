// Part of the independent checker: its own reading of tags.
import type { RetentionFacts, RetentionUnit } from "../../../src/core/retention/facts.ts";
import { type CheckedStamp, readStamp } from "./checker-dates.ts";

export interface CheckedTag {
  repository: string;
  tag: string;
  digest: string;
  role: "stamp" | "other stamp" | "mark" | "shown" | "candidate" | "none";
  /** The text of the stamp in it. */
  stamp?: string;
  pullRequest?: number;
}

export interface CheckedPublication extends CheckedStamp {
  unit: string;
  digest: string;
  counts: boolean;
  rollback: boolean;
  tags: CheckedTag[];
}

export interface CheckedUnit {
  name: string;
  follows: string | undefined;
  repositories: string[];
  tags: CheckedTag[];
  /** Oldest first. */
  publications: CheckedPublication[];
  /** The stream tag's tags. */
  stream: CheckedTag[];
}

const time = "(\\d{8}-\\d{4}(?:-\\d\\d)?|\\d{8}(?:-\\d\\d)?)";

/** Reads one tag, by the forms that the random worlds have. */
function readTag(unit: RetentionUnit["unit"], tag: string): Omit<CheckedTag, "repository" | "tag" | "digest"> {
  const stream = unit.streamTag.replaceAll(".", "\\.");
  const find = (form: string): string | undefined => new RegExp(`^${form}$`).exec(tag)?.[1];
  const aliases = unit.aliases.filter(({ timestamps }) => timestamps).map((alias) => alias.tag);
  const own = find(`${stream}-${time}`);
  if (own !== undefined) return { role: "stamp", stamp: own };
  const marked = find(`rb\\.${stream}-${time}`) ?? find(`vm\\.${stream}-${time}\\.\\d.*`) ?? find(`${stream}-${time}\\..+`);
  if (marked !== undefined) return { role: "mark", stamp: marked };
  const other = [...aliases, `${stream}\\.[0-9a-f]{12}`]
    .map((alias) => find(`${alias}-${time}`))
    .find((one) => one !== undefined);
  if (other !== undefined) return { role: "other stamp", stamp: other };
  const number = find(`rc\\.${stream}\\.pr-(\\d+)`);
  if (number !== undefined) return { role: "candidate", pullRequest: Number(number) };
  if (find(`(rc\\.${stream}\\.[0-9a-f]{12})`) !== undefined) return { role: "candidate" };
  const isAlias = unit.aliases.some((alias) => alias.tag === tag) || find(`(${stream}\\.[0-9a-f]{12})`) !== undefined;
  const isVersion = unit.versions !== undefined && /^\d+(\.\d+){0,2}$/.test(tag);
  return { role: tag === unit.streamTag || isAlias || isVersion ? "shown" : "none" };
}

export function readUnits(facts: RetentionFacts): CheckedUnit[] {
  return facts.units.map((read) => {
    const places = read.candidates ? [...read.destinations, read.candidates] : read.destinations;
    const tags = places.flatMap(({ repository, tags: all }) =>
      [...all].map(([tag, digest]): CheckedTag => ({ repository, tag, digest, ...readTag(read.unit, tag) })),
    );
    return {
      name: read.unit.name,
      follows: read.unit.follows?.unit,
      repositories: read.unit.destinations.map(({ repository }) => repository),
      tags,
      publications: publicationsOf(read, tags),
      stream: tags.filter(({ tag }) => tag === read.unit.streamTag),
    };
  });
}

function publicationsOf({ unit }: RetentionUnit, tags: CheckedTag[]): CheckedPublication[] {
  const stamps = new Set(tags.flatMap(({ role, stamp }) => (role === "stamp" && stamp !== undefined ? [stamp] : [])));
  const all = [...stamps].map((stamp): CheckedPublication => {
    const mine = tags.filter((tag) => tag.stamp === stamp);
    const main = mine.filter(({ role }) => role === "stamp");
    const at = new Map(main.map(({ repository, digest }) => [repository, digest]));
    const [first, ...others] = unit.destinations;
    const required = others.filter((one) => one.required).map(({ repository }) => at.get(repository));
    const agreed = required.length > 0 && required.every((one) => one === required[0]) ? required[0] : undefined;
    const counted = at.get(first?.repository ?? "") ?? agreed;
    const digest = counted ?? main[0]?.digest ?? "";
    return {
      ...readStamp(stamp),
      unit: unit.name,
      digest,
      counts: counted !== undefined,
      rollback: mine.some(({ tag }) => tag.startsWith("rb.")),
      tags: mine.filter((tag) => tag.role !== "other stamp" || tag.digest === (at.get(tag.repository) ?? digest)),
    };
  });
  return all.sort((a, b) => (a.order < b.order ? -1 : 1));
}
