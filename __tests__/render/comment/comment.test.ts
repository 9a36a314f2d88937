import { describe, expect, test } from "@jest/globals";
import type { Plan, PlannedUnit } from "../../../src/core/plan/plan.ts";
import { resultOf } from "../../../src/core/result/result.ts";
import { commentMarkdown, commentOfNothing } from "../../../src/render/comment/comment.ts";
import { commentMarker } from "../../../src/render/comment/comment-marker.ts";
import { bytesOf } from "../../../src/render/text/markdown.ts";
import { candidate, green, planOf } from "../../support/candidate-comments.ts";
import { failedRecord, passedRecord } from "../../support/endings.ts";

test("what to pull, what it is, and what merging does", () => {
  const units = [
    candidate("squid:25-release"),
    candidate("xcache:25-release", { decision: "leave", reason: "its inputs and tests are unchanged" }),
  ];
  expect(`\n${commentMarkdown(planOf(units), units.map(green), new Map())}`).toBe(`
${commentMarker}

**Candidate images for \`9c1e44d\`** · tests passed

\`\`\`sh
docker pull one.example.org/osg/squid:rc.25-release.pr-123
\`\`\`

| image | stream | digest | tests | when merged |
| --- | --- | --- | --- | --- |
| squid | \`25-release\` | \`sha256:73717569\` | ✓ 1 on amd64 6.2 s, arm64 15 s | this exact image is published |

Merging publishes these exact images if their bases are unchanged, nothing newer was published, and you merge within 7 days. Otherwise they are rebuilt and tested again.

Not built: xcache (its inputs and tests are unchanged).

<details><summary>By digest</summary>

\`\`\`sh
docker pull one.example.org/osg/squid@${green(units[0] as PlannedUnit).now}
\`\`\`

</details>

[The run](https://github.example.org/osg/images/actions/runs/4711) has logs and details.
`);
});

describe("what merging will do", () => {
  test.each<[string, Partial<PlannedUnit>, Partial<Plan>, string]>([
    ["promotion: never", {}, { promotion: "never" }, "built again: <code>promotion: never</code>"],
    ["no inputs hash", { inputs: { none: "a.conf is not committed" } }, {}, "built again: a.conf is not committed"],
    ["tests alone", { decision: "test" }, {}, "nothing: only its tests changed"],
  ])("%s", (_, change, plan, says) => {
    const unit = candidate("squid:release", change);
    expect(commentMarkdown(planOf([unit], plan), [green(unit)], new Map())).toContain(`| ${says} |`);
  });
});

describe("images that stayed on the runner", () => {
  const stayed = (change: Partial<PlannedUnit>, kept: string) => {
    const unit = { ...candidate("squid:release", change), tags: [] };
    return { unit, result: resultOf("candidate", { unit, record: passedRecord(unit), kept }) };
  };

  test("since they go nowhere: the merge builds again, and there is nothing to pull", () => {
    const { unit, result } = stayed({ candidates: false }, "`candidates: false`");
    const text = commentMarkdown(planOf([unit]), [result], new Map()) ?? "";
    expect(text).toContain("**Checked the images of `9c1e44d`** · tests passed");
    expect(text).toContain("| built again: <code>candidates: false</code> |");
    expect(text).not.toMatch(/docker pull|exact image|login/);
  });

  test("since the job has no login: the remedy is there", () => {
    const { unit, result } = stayed({}, "this job has no login for one.example.org");
    const text = commentMarkdown(planOf([unit]), [result], new Map()) ?? "";
    expect(text).toContain("| built again: nothing was pushed |");
    expect(text).toMatch(/Nothing is pushed: this job has no login for one.{0,3}\.example.{0,3}\.org/);
    expect(text).not.toContain("docker pull");
  });

  test("beside one that can be pulled from where candidates are", () => {
    const { unit, result } = stayed({ candidates: false }, "`candidates: false`");
    const other = candidate("xcache:release", { candidates: "dev.example.org/xcache" });
    const text = commentMarkdown(planOf([unit, other]), [result, green(other)], new Map()) ?? "";
    expect(text).toContain("**Candidate images for `9c1e44d`**");
    expect(text).toContain(`docker pull dev.example.org/xcache@${green(other).now}`);
  });
});

test("a build that the merge will not find is not promised", () => {
  const unit = candidate("squid:release");
  const result = green(unit);
  const text = commentMarkdown(
    planOf([unit]),
    [{ ...result, tags: result.tags.filter((tag) => tag.endsWith("pr-123")) }],
    new Map(),
  );
  expect(text).toContain("| another build of the same inputs, or a new build, is published |");
  expect(text).not.toContain("As long as");
});

describe("what failed", () => {
  const unit = candidate("squid:release");
  const record = failedRecord(unit, { name: "answers", platform: "linux/arm64", reason: "exit status 7" });
  const failed = resultOf("candidate", { unit, record, missingEvidence: ["a passing test"] });

  test("is said, with what its tag still shows", () => {
    const still = new Map([["squid:release", { revision: "abcdef0".padEnd(40, "1") }]]);
    const text = commentMarkdown(planOf([unit]), [failed], still);
    expect(text).toContain("· failed");
    expect(text).toContain(
      "**test failed**: &quot;answers&quot; on arm64: exit status 7 [test-failed]; its tag still shows `abcdef0`".replaceAll(
        "&quot;",
        '"',
      ),
    );
    expect(text).not.toContain("docker pull");
  });

  test("what the word says is not said again", () => {
    const problem = "not built: its base base:release failed";
    const skipped = [
      resultOf("candidate", { unit, record: { ...passedRecord(unit), outcome: "skipped", problem } }),
      resultOf("candidate", { unit: { ...unit, decision: "reuse" }, missingEvidence: ["its base base:release, which failed"] }),
    ];
    const texts = skipped.map((result) => commentMarkdown(planOf([unit]), [result], new Map()));
    expect(texts).toEqual([
      expect.stringContaining("| **not built**: its base base:release failed; nothing to pull |"),
      expect.stringContaining("| **not published**: its base base:release, which failed; nothing to pull |"),
    ]);
  });

  test("and that there is nothing to pull", () => {
    expect(commentMarkdown(planOf([unit]), [failed], new Map())).toContain("; nothing to pull");
  });
});

test("passed, and not proposed any more: no line to pull", () => {
  const unit = candidate("squid:release");
  const stale = resultOf("candidate", { unit, record: passedRecord(unit), tagged: { tags: [], stale: "#123 is closed" } });
  const text = commentMarkdown(planOf([unit]), [stale], new Map());
  expect(text).toContain("· passed, but not tagged");
  expect(text).not.toContain("published");
  expect(text).not.toContain("pr-123");
});

test("nothing changed: nothing is said, but where something was said before", () => {
  const unit = candidate("squid:release", { decision: "leave" });
  expect(commentMarkdown(planOf([unit]), [green(unit)], new Map())).toBeUndefined();
  expect(commentOfNothing(planOf([unit]))).toContain("it changes no image");
});

describe("whatever stands in it, it is text, and fits", () => {
  const evil = "</details><script>alert(1)</script> @octo [x](javascript:1) `` ` `` | \n::error::x";

  test("reasons and problems do nothing", () => {
    const units = [candidate("squid:release"), candidate("xcache:release", { decision: "leave", reason: evil })];
    const failed = resultOf("candidate", {
      unit: units[0] as PlannedUnit,
      missingEvidence: ["x"],
      record: { ...passedRecord(units[0] as PlannedUnit), outcome: "failed", problem: evil },
    });
    const text =
      commentMarkdown(
        planOf(units, { run: { id: "1", attempt: 1, url: "javascript:alert(1)" } }),
        [failed, green(units[1] as PlannedUnit)],
        new Map(),
      ) ?? "";
    expect(text).not.toMatch(/<script|\W@octo|\]\(javascript|^::error/m);
  });

  test("of 2,000 units what matters most fits GitHub's limit, with a link to the rest", () => {
    const units = Array.from({ length: 2000 }, (_, index) =>
      candidate(`image-${index}:release`, { reason: "a reason that is rather long ".repeat(10) }),
    );
    const text = commentMarkdown(planOf(units), units.map(green), new Map()) ?? "";
    expect(bytesOf(text)).toBeLessThan(65_536);
    expect(text.startsWith(commentMarker)).toBe(true);
    expect(text).toContain("docker pull one.example.org/osg/image-0:rc.release.pr-123");
    expect(text).toContain("more");
  });
});

test.each([
  [100, 80, undefined],
  [150, 130, 50],
])("of %d units: what is left out is said, and how much", (size, pulls, digests) => {
  const units = Array.from({ length: size }, (_, index) => candidate(`image-${index}:release`));
  const text = commentMarkdown(planOf(units), units.map(green), new Map()) ?? "";
  expect(text).toContain(`\n# … and ${pulls} more, named the same way\n\`\`\``);
  expect(text.match(/^docker pull .*@sha256:/gm)).toHaveLength(100);
  const left = [/^# … and (\d+) more: see the output "digests"$/m, /^… and (\d+) more: see the run's summary/m];
  expect(left.map((pattern) => pattern.exec(text)?.[1])).toEqual([digests, digests].map((many) => many?.toString()));
});

test("what was not built: each with its reason", () => {
  const units = [
    candidate("squid:release"),
    candidate("xcache:release", { decision: "leave", reason: "its inputs and tests are unchanged" }),
    candidate("base:release", { decision: "leave", reason: "its inputs and tests are unchanged" }),
    candidate("voms:release", { decision: "leave", reason: "not selected" }),
  ];
  expect(commentMarkdown(planOf(units), units.map(green), new Map())).toContain(
    "Not built: xcache, base (its inputs and tests are unchanged), voms (not selected).",
  );
});

test("for a branch that publishes nothing: merging does not either", () => {
  const unit = candidate("squid:release");
  const text = commentMarkdown(planOf([unit], { branch: "stack" }), [green(unit)], new Map(), { publishes: false });
  expect(text).toContain("| nothing yet: no stream comes from `stack` |");
  expect(text).not.toContain("this exact image");
  expect(text).not.toContain("As long as");
});

test("however long the reasons are: every verdict that there is room for, and what failed first", () => {
  const units = Array.from({ length: 120 }, (_, index) => candidate(`image-${index}:release`));
  const results = units.map((unit, index) =>
    index % 2 === 0
      ? green(unit)
      : resultOf("candidate", {
          unit,
          missingEvidence: ["x"],
          record: { ...passedRecord(unit), outcome: "failed", problem: "[*]".repeat(1000) },
        }),
  );
  const text = commentMarkdown(planOf(units), results, new Map()) ?? "";
  expect(bytesOf(text)).toBeLessThan(65_536);
  expect(text).toMatch(/\| image-1 \| `release` \| – \| \*\*build failed\*\*/);
  expect(text).toContain("… and 90 more: see the run's summary.");
  expect(text).toContain("Shortened to GitHub's limit");
  expect(text).toContain("[The run]");
});
