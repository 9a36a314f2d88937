import type { Follower } from "../../core/follow/state.ts";
import type { Unit } from "../../core/unit/unit.ts";

/**
 * The source of a following unit, as far as its publications need it: in its first repository, which
 * alone says what it published.
 */
export function sourceView(unit: Follower): Unit {
  const { follows, evaluatedAliases: _, versions: _versions, ...rest } = unit;
  const streamTag = follows.unit.slice(follows.unit.indexOf(":") + 1);
  return {
    ...rest,
    name: follows.unit,
    streamTag,
    aliases: [],
    destinations: [{ repository: follows.repository, required: true }],
  };
}
