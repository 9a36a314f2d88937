import { plainStyle } from "../../../../src/core/lib/text/style.ts";
import { followLines } from "../../../../src/render/follow/follow-lines.ts";
import { makePlan } from "../../documents.ts";
import { makeConditions, makeFollower, publicationOf } from "../../followers.ts";
import { timestamp } from "../../units.ts";
import { printed } from "./printed.ts";

const conditions = makeConditions("soaked").map((condition) =>
  condition.name === "soaked" ? { ...condition, evidence: "3 d 1 h of 7 d" } : condition,
);
const follower = makeFollower("squid:stable", {
  shows: publicationOf("20261116-0617"),
  next: { ...publicationOf("20261123-0617"), at: timestamp("20261130-0617"), waitingFor: ["soaked"], conditions },
});

/** What a following stream shows and waits for. */
export const shownFollow = printed({
  name: "state of a following stream",
  begins: /^ {2}\S+ {2}shows \d{8}-\d{4} of /,
  lines: () => followLines(makePlan([follower], { timestamp: timestamp("20261126-0747") }), plainStyle),
});
