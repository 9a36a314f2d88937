import type { Goal } from "../../src/core/publish/publish.ts";
import type { Unit } from "../../src/core/unit/unit.ts";
import { makeDigest, timestamp } from "./units.ts";
import { run as runWith, type World } from "./worlds.ts";

export const [oldDigest, newDigest, foreign] = [makeDigest("old"), makeDigest("new"), makeDigest("foreign")];
export const today = timestamp("20261123-0617");
export const goal: Goal = { digest: newDigest, timestamp: today };

/** A run for a publication, or for none. */
export const run = (of: Unit, world: World, at?: Goal, limit?: number) => runWith(of, world, at ? { goal: at } : {}, limit);
