import type { UnitRecord } from "../build/record.ts";

/**
 * The record of a unit whose platforms are jobs of their own, if each of them equals the same
 * published image; undefined otherwise. Their index is not made: the first job's stands for the build.
 * @param joint what all jobs say together
 */
export function uniteUnchanged(joint: UnitRecord, records: readonly UnitRecord[]): UnitRecord | undefined {
  const [first] = records;
  const proofs = records.flatMap(({ unchanged }) => unchanged ?? []);
  if (first?.unchanged === undefined || first.digest === undefined || proofs.length < records.length) return undefined;
  if (records.some(({ digest }) => digest !== first.digest)) return undefined;
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
  return {
    ...joint,
    digest: first.digest,
    unchanged: {
      ...first.unchanged,
      platforms: proofs.flatMap(({ platforms }) => platforms),
      files: sum(proofs.map(({ files }) => files)),
      packages: sum(proofs.map(({ packages }) => packages)),
    },
  };
}
