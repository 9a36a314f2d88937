import { describe, expect, test } from "@jest/globals";
import type { Intent } from "../../../../src/core/events/intent.ts";
import type { Digest } from "../../../../src/core/lib/digest.ts";
import type { TagstreamAnnotations } from "../../../../src/core/oci/annotations.ts";
import type { UnitFacts } from "../../../../src/core/plan/decide/facts.ts";
import type { Observation } from "../../../../src/core/publish/observation.ts";
import { rollbackTag } from "../../../../src/core/tags/rollback-mark.ts";
import { digest, facts, h1, h2, h3, later, monday, nothing, observation, one, t1, t2, unit } from "../../../support/decisions.ts";
import { makeHold } from "../../../support/holds.ts";
import { makeDigest } from "../../../support/units.ts";

const described = (observed: Observation, annotations: TagstreamAnnotations): Observation =>
  observed.current
    ? { ...observed, current: { ...observed.current, annotations: { ...observed.current.annotations, ...annotations } } }
    : observed;

/** The same, its newest publication marked as a rollback. */
const rolledBack = ({ current, destinations }: Observation): Observation => ({
  destinations: destinations.map((seen) => ({
    ...seen,
    rollbacks: [monday],
    tags: new Map(seen.tags).set(rollbackTag(unit, monday), digest),
  })),
  ...(current ? { current: { ...current, rollback: true } } : {}),
});

describe("one unit", () => {
  const { published: _, ...unpublished } = facts({ observed: nothing(unit) });
  const { observed: _o, published: _p, ...offline } = facts();
  const { before: _b, ...fresh } = facts();
  const lost = {
    repository: "two.example.org/osg/squid",
    required: true,
    failure: "timed out",
    stamps: [],
    rollbacks: [],
    tags: new Map(),
    digests: new Set<Digest>(),
  };
  test.each<[string, Intent, UnitFacts, string, string]>([
    ["weekly", "rebuild", facts(), "build", "scheduled rebuild"],
    ["weekly, nobody could be asked", "rebuild", offline, "build", "scheduled rebuild"],
    [
      "a re-run of the run that published it",
      "rebuild",
      facts({ observed: observation(unit, "77") }),
      "leave",
      "this run already published it",
    ],
    [
      "a re-run of the run that published it, for another tip",
      "rebuild",
      facts({ inputs: { hash: h2 }, observed: observation(unit, "77") }),
      "build",
      "scheduled rebuild",
    ],
    [
      "a re-run, killed before the stream moved",
      "rebuild",
      facts({ observed: observation(unit, "77", { release: undefined }) }),
      "repair",
      "this run already published it; one.example.org/osg/squid lacks the tag release",
    ],
    ["up to date", "publish", facts(), "leave", "up to date"],
    ["changed", "publish", facts({ inputs: { hash: h2 } }), "build", "changed since 20261116-0617"],
    [
      "a re-run of a push that cannot be compared",
      "publish",
      facts({ inputs: { none: "x" }, observed: described(observation(unit, "77"), { revision: "c".repeat(40) }) }),
      "leave",
      "this run already published it",
    ],
    [
      "a re-run of a push that cannot be compared, for another tip",
      "publish",
      facts({ inputs: { none: "x" }, observed: described(observation(unit, "77"), { revision: "b".repeat(40) }) }),
      "build",
      "cannot compare its inputs: x",
    ],
    [
      "a re-run of a push, for another tip",
      "publish",
      facts({ inputs: { hash: h2 }, observed: observation(unit, "77") }),
      "build",
      "changed since 20261116-0617",
    ],
    [
      "a re-run of a push whose image a rollback has put back",
      "publish",
      facts({
        observed: rolledBack(observation(unit, "77")),
        published: { stamp: later, digest: makeDigest("bad"), inputs: h2 },
      }),
      "build",
      "changed since 20261120-0617",
    ],
    ["tests alone changed", "publish", facts({ tests: t2 }), "leave", "up to date"],
    ["never published", "publish", unpublished, "build", "not published yet"],
    [
      "put back, and of the commit's inputs: the newest that is no rollback is not",
      "publish",
      facts({ observed: rolledBack(observation(unit)), published: { stamp: later, digest: makeDigest("bad"), inputs: h2 } }),
      "build",
      "changed since 20261120-0617",
    ],
    [
      "rolled back, and the commit is still what was rolled back",
      "publish",
      facts({
        inputs: { hash: h2 },
        observed: rolledBack(observation(unit)),
        published: { stamp: later, digest: makeDigest("bad"), inputs: h2 },
      }),
      "leave",
      "up to date",
    ],
    [
      "put back, and of other inputs than the commit",
      "publish",
      facts({ inputs: { hash: h2 }, published: { stamp: later, digest: makeDigest("bad"), inputs: h3 } }),
      "build",
      "changed since 20261120-0617",
    ],
    [
      "published without a hash",
      "publish",
      facts({ observed: observation(unit, "1", {}, undefined), published: { stamp: monday, digest } }),
      "build",
      "20261116-0617 does not record its inputs",
    ],
    [
      "no hash now",
      "publish",
      facts({ inputs: { none: "x.txt is not in the commit" } }),
      "build",
      "cannot compare its inputs: x.txt is not in the commit",
    ],
    [
      "the stream shows something else",
      "publish",
      facts({ observed: observation(unit, "1", { release: makeDigest("else") }) }),
      "repair",
      "release in one.example.org/osg/squid points to another image",
    ],
    ["nobody could be asked", "publish", offline, "build", "could not check whether it is up to date"],
    ["proposed, changed", "candidate", facts({ before: { inputs: { hash: h2 }, tests: t1 } }), "build", "changed"],
    [
      "proposed, unchanged",
      "candidate",
      facts({ before: { inputs: { hash: h1 }, tests: t1 } }),
      "leave",
      "its inputs and tests are unchanged",
    ],
    ["proposed, new", "candidate", fresh, "build", "new"],
    [
      "proposed, tests alone",
      "candidate",
      facts({ before: { inputs: { hash: h1 }, tests: t2 } }),
      "test",
      "its tests changed; retesting 20261116-0617",
    ],
    [
      "proposed, tests alone, where what is newest has other inputs: it was put back, or the commit is not published yet",
      "candidate",
      facts({ inputs: { hash: h2 }, before: { inputs: { hash: h2 }, tests: t2 } }),
      "build",
      "its tests changed; 20261116-0617 has other inputs",
    ],
    [
      "proposed, tests alone, unpublished",
      "candidate",
      { ...unpublished, before: { inputs: { hash: h1 }, tests: t2 } },
      "build",
      "its tests changed; it is not published yet",
    ],
    [
      "proposed, tests alone, where nobody could be asked",
      "check",
      { ...offline, before: { inputs: { hash: h1 }, tests: t2 } },
      "build",
      "its tests changed; could not query the published image",
    ],
    [
      "held at an image that was not found, where a registry could not be asked",
      "publish",
      facts({
        observed: { ...observation(unit), destinations: [...observation(unit).destinations, { ...lost }] },
        hold: { ...makeHold({ issue: 3 }), digest: makeDigest("gone") },
      }),
      "repair",
      "hold #3 names an image that was not found, and two.example.org/osg/squid could not be asked",
    ],
    ["proposed, cannot be compared before", "check", facts({ before: { inputs: { none: "x" }, tests: t1 } }), "build", "changed"],
  ])("%s", (_name, intent, of, decision, reason) => {
    expect(one(intent, of)).toMatchObject({ decision, reason });
  });

  test("not selected", () => {
    expect(one("rebuild", facts(), false)).toMatchObject({ decision: "leave", reason: "not selected", tags: [], references: [] });
  });
});
