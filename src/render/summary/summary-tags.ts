import { capabilities } from "../../core/events/capabilities.ts";
import { joined, thousands } from "../../core/lib/text/words.ts";
import type { Plan, PlannedUnit } from "../../core/plan/plan.ts";
import type { UnitResult } from "../../core/result/result.ts";
import { byWhatTheyShow, isTagOf, kindOfTag } from "../../core/tags/publication-tags.ts";
import type { PublicationId } from "../../core/tags/timestamp.ts";
import { code, escapeMarkdown } from "../text/markdown.ts";
import { registryOf } from "../text/registries.ts";
import { namesOf } from "./facts.ts";

/** Most lines of tags. */
const maxLines = 20;

/** Units of one stream with the same tags in the same registries. */
interface Group {
  verb: string;
  stream: string;
  tags: string[];
  registries: string[];
  units: PlannedUnit[];
}

/** The tags that the table leaves out, with registries. Units with the same tags share a line. */
export function tagLines({ units, intent }: Plan, results: readonly UnitResult[]): string {
  const groups = new Map<string, Group>();
  for (const result of results) {
    const { completed = [] } = result;
    const own = result.tags.filter((tag) => !completed.includes(tag));
    const isOfVersion = capabilities[intent].versions;
    for (const { verb, stream, tags, registries, units: users } of [
      ...(own.length === 0 ? [] : [groupOf({ ...result, tags: own }, isOfVersion)]),
      ...(completed.length === 0
        ? []
        : [{ ...groupOf({ ...result, tags: [...completed] }, isOfVersion), verb: "completed for an earlier image:" }]),
    ]) {
      const key = JSON.stringify([verb, stream, tags, registries]);
      const group = groups.get(key);
      if (group) group.units.push(...users);
      else groups.set(key, { verb, stream, tags, registries, units: users });
    }
  }
  return print([...groups.values()], units);
}

/** @param versions whether the tags belong to a version, which leaves the stream unchanged */
function groupOf({ unit, outcome, stamp, tags: references }: UnitResult, versions: boolean): Group {
  const repaired = outcome === "repaired";
  // A held stream shows another image. Only its timestamp tag shows the new one.
  const own = outcome === "held" ? stamp : undefined;
  const split = references.map((reference) => {
    const colon = reference.lastIndexOf(":");
    return { registry: registryOf(reference.slice(0, colon), unit.image), tag: reference.slice(colon + 1) };
  });
  const tags = [...new Set(split.map(({ tag }) => tag))].filter(
    (tag) => (repaired || tag !== unit.streamTag) && (own === undefined || isOfPublication(unit, own, tag)),
  );
  const words = tags[0] === undefined ? undefined : kindOfTag(unit, tags[0])?.summaryWords;
  return {
    verb: repaired ? "repaired:" : own ? "stays; the new image is" : (words ?? ""),
    stream: versions ? unit.name : unit.streamTag,
    tags: byWhatTheyShow(unit, tags),
    registries: [...new Set(split.map(({ registry }) => registry))],
    units: [unit],
  };
}

/** Whether a tag shows a publication's own image, whatever the stream shows: a version's do, too. */
function isOfPublication(unit: PlannedUnit, id: PublicationId, tag: string): boolean {
  const kind = kindOfTag(unit, tag);
  if (kind?.writtenFor === "versions") return true;
  return kind?.shows === "publication" && isTagOf(unit, { purpose: "publish", ...id }, tag);
}

function print(groups: readonly Group[], all: readonly PlannedUnit[]): string {
  const [first] = groups;
  if (!first) return "";
  const where = ({ registries }: Group): string => `in ${joined(registries.map((registry) => escapeMarkdown(registry)))}`;
  const what = ({ verb, tags }: Group): string => (tags.length === 0 ? "" : `${verb} ${tags.map(code).join(", ")}`);
  const onePlace = groups.every((group) => where(group) === where(first));
  const lines = groups.slice(0, maxLines).map((group) => {
    const alone = groups.every((other) => other === group || other.stream !== group.stream);
    const subject = `${code(group.stream)}${alone ? "" : ` (${escapeMarkdown(namesOf(group.units, all))})`}`;
    return [subject, what(group), onePlace && groups.length > 1 ? "" : where(group)].filter((part) => part !== "").join(" ");
  });
  if (groups.length === 1) return `${lines.join("")}.`;
  if (groups.length > maxLines) lines.push(`… and ${thousands(groups.length - maxLines)} more`);
  return `Tags${onePlace ? ` ${where(first)}` : ""}:\n\n${lines.map((line) => `- ${line}`).join("\n")}`;
}
