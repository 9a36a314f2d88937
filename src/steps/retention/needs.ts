import { holdsOn } from "../../core/holds/hold.ts";
import { groupBy } from "../../core/lib/group-by.ts";
import { withoutStop } from "../../core/lib/text/words.ts";
import { repositoryKey } from "../../core/oci/reference.ts";
import type { HoldNeed, Need, RetentionFacts } from "../../core/retention/facts.ts";
import { longestKeepFile, readKeepFile } from "../../core/retention/keep-file.ts";
import { kindOfTag } from "../../core/tags/publication-tags.ts";
import type { Unit } from "../../core/unit/unit.ts";
import type { Files } from "../../ports/files.ts";
import type { Forge } from "../../ports/forge.ts";
import { readHolds } from "../holds/holds.ts";
import { readJudgements } from "../verdicts/read-judgements.ts";
import { unitsByRepository } from "./read-repositories.ts";

/** What people decided about images, on GitHub. */
export interface ReadDecisions extends Pick<RetentionFacts, "holds" | "judgements"> {
  /** Sentences for people: with one of these, nothing may be removed. */
  unknown: string[];
  /** For people: what there cannot be. */
  notes: string[];
}

/** Reads open holds, verdicts and yanks. Repeats cost nothing of GitHub's limit while they are unchanged. */
export async function readDecisions(units: readonly Unit[], forge: Forge | undefined): Promise<ReadDecisions> {
  const streams = new Set(units.flatMap(({ follows, stream }) => (follows ? [stream] : [])));
  const [{ holds, unreadable, notes }, judgements] = await Promise.all([readHolds(forge), readJudgements(forge, [...streams])]);
  const faulty = holds.filter(({ fault }) => fault !== undefined);
  return {
    holds: units.flatMap((unit) =>
      holdsOn(unit, holds).map(({ issue, digests, rollback }): HoldNeed => {
        const digest = digests.get(unit.name);
        return { unit: unit.name, issue, ...(digest ? { digest } : {}), ...(digest && rollback ? { stamp: rollback } : {}) };
      }),
    ),
    judgements: { verdicts: judgements.verdicts, yanks: judgements.yanks },
    unknown: [
      ...(unreadable === undefined ? [] : [`Could not read the holds: ${withoutStop(unreadable)}.`]),
      ...faulty.map(({ issue, fault = "" }) => `Could not read hold #${issue}: ${withoutStop(fault)}.`),
      ...(judgements.unreadable === undefined
        ? []
        : [`Could not read verdicts and yanks: ${withoutStop(judgements.unreadable)}.`]),
    ],
    notes: [...notes, ...judgements.notes],
  };
}

/**
 * Reads the keep-file in a work tree; none if the configuration names none.
 * @param root the work tree's root, absolute
 */
export async function readKept(
  path: string | undefined,
  root: string,
  units: readonly Unit[],
  files: Pick<Files, "readInside">,
): Promise<{ needs: Need[]; unknown: string[] }> {
  if (path === undefined) return { needs: [], unknown: [] };
  const read = await files.readInside(root, path, longestKeepFile);
  if ("fault" in read) return { needs: [], unknown: [`Could not read the keep-file ${path}: ${faultWords[read.fault]}.`] };
  const { needs, faults } = readKeepFile(read.text, path);
  const repositories = groupBy([...unitsByRepository(units).keys()], repositoryKey);
  return {
    needs: needs.flatMap((need) => ownNeeds(need, units, repositories)),
    unknown: faults.map((fault) => `Could not read the keep-file: ${fault}.`),
  };
}

/**
 * A need, as far as it may be about images of these units. A cluster may pull through a mirror: a
 * publication's or a candidate's tag counts in whatever repository; any other tag only in ours.
 * @param repositories of the units, by `repositoryKey`
 */
function ownNeeds({ tag, ...need }: Need, units: readonly Unit[], repositories: ReadonlyMap<string, readonly string[]>): Need[] {
  const ours = need.digest === undefined ? [] : [need];
  if (!tag) return ours;
  const own = repositories.get(repositoryKey(tag.repository ?? "")) ?? [];
  if (own.length > 0) return own.map((repository) => ({ ...need, tag: { repository, tag: tag.tag } }));
  const isBuild = units.some((unit) => {
    const kind = kindOfTag(unit, tag.tag);
    return kind?.mutability === "written once" || kind?.writtenFor === "candidates";
  });
  return isBuild ? [{ ...need, tag: { tag: tag.tag } }] : ours;
}

const faultWords = {
  outside: "it is a symbolic link that leads out of the repository",
  "too long": `it is longer than ${longestKeepFile / 1024 / 1024} MiB`,
  unreadable: "it is missing, or no text",
};
