import { oneLine } from "../../core/lib/text/clean.ts";
import type { TargetChanges } from "../../core/pins/pin-result.ts";

/** What became of a target's pull request. */
interface Proposed {
  state: "opened" | "updated" | "unchanged" | "closed" | "none" | "edited" | "declined" | "unknown";
  number?: number;
  autoMerge?: "on" | "merged" | { refused: string };
}

/** The state of a target in words: `opened #7`. */
export function stateOf(result: Proposed | undefined, changes: TargetChanges | undefined): string {
  if (!changes) return "its files could not be read";
  if (!result) return changes.files.length === 0 ? "nothing to change" : "not proposed";
  const { number, autoMerge } = result;
  const merge = autoMerge === undefined ? "" : mergeWords(autoMerge);
  return `${words(result.state, number === undefined ? "its pull request" : `#${number}`)}${merge}`;
}

function words(state: Proposed["state"], pull: string): string {
  switch (state) {
    case "opened":
      return `opened ${pull}`;
    case "updated":
      return `updated ${pull}`;
    case "unchanged":
      return `${pull} has these changes already`;
    case "closed":
      return `closed ${pull}: nothing is left to change`;
    case "edited":
      return `${pull} has commits of a person, so it stays as it is`;
    case "declined":
      return `a person closed ${pull} with these very changes, so they are not proposed again`;
    case "none":
      return "nothing to change";
    case "unknown":
      return "left as it is, because registries did not answer";
  }
}

function mergeWords(autoMerge: NonNullable<Proposed["autoMerge"]>): string {
  if (autoMerge === "merged") return ", merged";
  return autoMerge === "on"
    ? ", which GitHub merges once its checks pass"
    : `; GitHub refused to merge it by itself: ${oneLine(autoMerge.refused)}`;
}
