import { pruneTable } from "../../../../src/render/retention/prune-table.ts";
import { stampBefore } from "../../prune-world.ts";
import { day, factsOf, planAll, policyOf, published } from "../../retention/facts.ts";
import { makeDigest } from "../../units.ts";
import { printed } from "./printed.ts";

/** A year of weekly rebuilds. */
const unit = published(Array.from({ length: 53 }, (_, week) => stampBefore(7 * week)));

/** What a clean-up would remove, and why the rest stays. */
export const shownPrune = printed({
  name: "dry run of prune",
  begins: /^\S+:\S+ · keeps /,
  lines() {
    const rules = { all: 30 * day, weekly: 90 * day, monthly: 365 * day };
    const pins = [{ digest: makeDigest("20260406-0617"), by: "octo-org/k8s clusters/river/squid.yaml:12" }];
    const plan = planAll(factsOf([unit], { pins }), policyOf(rules, [unit]));
    return pruneTable({ plan, unknown: [], unread: [], untagged: [], notes: [] }).slice(2);
  },
});
