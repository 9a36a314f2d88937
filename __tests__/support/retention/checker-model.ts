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

type Reading = Pick<CheckedTag, "role" | "stamp" | "pullRequest">;

/** Reads tags of a unit, by the forms that the random worlds have. */
function readerOf(unit: RetentionUnit["unit"]): (tag: string) => Reading {
  const stream = unit.streamTag.replaceAll(".", "\\.");
  const aliases = unit.aliases.filter(({ timestamps }) => timestamps).map(({ tag }) => tag);
  const forms = (["stamp", "mark", "mark", "mark", "other stamp"] as const).map((role, index) => {
    const others = [...aliases, `${stream}\\.[0-9a-f]{12}`].join("|");
    const texts = [
      `${stream}-${time}`,
      `rb\\.${stream}-${time}`,
      `vm\\.${stream}-${time}\\.\\d.*`,
      `${stream}-${time}\\..+`,
      `(?:${others})-${time}`,
    ];
    return { role, form: new RegExp(`^${texts[index]}$`) };
  });
  const candidate = new RegExp(`^rc\\.${stream}\\.(?:pr-(\\d+)|[0-9a-f]{12})$`);
  const alias = new RegExp(`^${stream}\\.[0-9a-f]{12}$`);
  return (tag) => {
    for (const { role, form } of forms) {
      const stamp = form.exec(tag)?.[1];
      if (stamp !== undefined) return { role, stamp };
    }
    const proposed = candidate.exec(tag);
    if (proposed) return { role: "candidate", ...(proposed[1] === undefined ? {} : { pullRequest: Number(proposed[1]) }) };
    const isAlias = unit.aliases.some((one) => one.tag === tag) || alias.test(tag);
    const isVersion = unit.versions !== undefined && /^\d+(\.\d+){0,2}$/.test(tag);
    return { role: tag === unit.streamTag || isAlias || isVersion ? "shown" : "none" };
  };
}

export function readUnits(facts: RetentionFacts): CheckedUnit[] {
  return facts.units.map((read) => {
    const places = read.candidates ? [...read.destinations, read.candidates] : read.destinations;
    const readTag = readerOf(read.unit);
    const tags = places.flatMap(({ repository, tags: all }) =>
      [...all].map(([tag, digest]): CheckedTag => ({ repository, tag, digest, ...readTag(tag) })),
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
  const byStamp = new Map<string, CheckedTag[]>();
  for (const tag of tags) if (tag.stamp !== undefined) byStamp.set(tag.stamp, [...(byStamp.get(tag.stamp) ?? []), tag]);
  const published = [...byStamp].filter(([, own]) => own.some(({ role }) => role === "stamp"));
  const all = published.map(([stamp, mine]): CheckedPublication => {
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
