import type { UnitResult } from "./result.ts";

/** Whether a stream still shows what it showed before the run. */
export function showsAsBefore({ outcome, was }: Pick<UnitResult, "outcome" | "was">): boolean {
  return was === undefined && outcome !== "published" && outcome !== "overtaken";
}
