import { describe, expect, test } from "@jest/globals";
import { restoredUnit } from "../../../src/core/rollback/restored.ts";
import { resumedMarkdown, resumedTable, resumePlanTable } from "../../../src/render/hold/resumed.ts";
import { makeHold, makePublicationId } from "../../support/holds.ts";
import { makeDigest, makeUnit } from "../../support/units.ts";

const [good, bad] = [makeDigest("good"), makeDigest("bad")];
const [squid, xcache] = [makeUnit("squid:release"), makeUnit("xcache:release")];
const { digests: _, scope: _s, ...unitHold } = makeHold();
const hostile = "x'; rm -rf / #\n| `a` | @octo <b> $(id) `id`";

const current = { stamp: makePublicationId("20261123-0617"), digest: good };

describe("a resumption", () => {
  const lifting = [
    { hold: makeHold({ reason: hostile }), units: [squid], rest: [], scope: [] },
    { hold: makeHold({ issue: 13, reason: "r".repeat(200) }), units: [squid], rest: [xcache], scope: ["xcache"] },
  ];
  test("its plan", () => {
    const lines = resumePlanTable(lifting, [squid]);
    expect(lines[0]).toBe("tagstream resume · 2 holds");
    expect(lines[3]).toMatch(/^ {2}#12 .* octo {3}closes$/);
    expect(lines[4]).toMatch(/^ {2}#13 {3}r{79}… {2}octo {3}stays on xcache:release$/);
    expect(lines.every((line) => !line.includes("\n"))).toBe(true);
    expect(resumePlanTable([], [squid, xcache])).toEqual(["No hold on squid:release, xcache:release: nothing to release."]);
  });

  test("what it came to", () => {
    const was = { digest: bad };
    const done = restoredUnit({ unit: squid, was }, { effects: [], current, warnings: [] });
    const again = restoredUnit({ unit: xcache, was }, { effects: [], current, warnings: [], hold: unitHold, shown: bad });
    expect(resumedTable(lifting, [done, again])[0]).toBe("tagstream · 1 image resumed · 1 failed · released: #12, #13");
    expect(resumedMarkdown(lifting, [done])).toContain("| squid | `release` | `sha256:676f6f64` | `sha256:6261642e` | done |");
  });

  test("a dry run, and nothing that was held", () => {
    const text = resumedMarkdown(lifting, []);
    expect(text).toMatch(/^### Holds to release: nothing has been done\n\n- #12: x'; rm -rf/);
    expect(text).not.toMatch(/(^|[^\w\u200b])@\w|<b>|`id`/m);
    expect(resumedMarkdown([], [])).toBe("### Nothing was held\n\n");
  });
});
