import type { Unit } from "../../src/core/unit/unit.ts";
import { makeUnit } from "./units.ts";

export const one = "one.example.org/osg/squid";
export const two = "two.example.org/osg/squid";
/** A unit with both kinds of aliases, in one registry. */
export const unit = makeUnit("squid:25-release", {
  aliases: [
    { tag: "latest", timestamps: false },
    { tag: "release", timestamps: true },
  ],
});
/** The same in two registries, both required. */
export const everywhere: Unit = { ...unit, destinations: [one, two].map((repository) => ({ repository, required: true })) };
