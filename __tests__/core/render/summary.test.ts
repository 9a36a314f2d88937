import { describe, expect, test } from "@jest/globals";
import type { Plan, PlannedUnit } from "../../../src/core/plan.ts";
import { bytesOf } from "../../../src/core/render/markdown.ts";
import { headline } from "../../../src/core/render/outcome.ts";
import { resultTable } from "../../../src/core/render/result-table.ts";
import { planMarkdown, summaryMarkdown } from "../../../src/core/render/summary.ts";
import { type Ending, resultOf, type UnitResult } from "../../../src/core/result.ts";
import { makePlan, makePlanned, makeUnitRecord } from "../../support/documents.ts";
import { failedRecord, lackingEnding, passedRecord, publishedEnding } from "../../support/endings.ts";
import { osgPlan, osgUnits } from "../../support/osg.ts";

const results = (plan: Plan, endings: readonly Ending[]): UnitResult[] => endings.map((ending) => resultOf(plan.intent, ending));

/** Design, section 9, with one of everything that can happen. */
function mixed(): { plan: Plan; results: UnitResult[] } {
  const plan = osgPlan({ notes: ["GitHub was not asked for the branch's tip"] });
  const [base, baseTesting, squid, squidTesting, xcache, xcacheTesting] = plan.units as [
    PlannedUnit,
    PlannedUnit,
    PlannedUnit,
    PlannedUnit,
    PlannedUnit,
    PlannedUnit,
  ];
  const broken = makeUnitRecord(baseTesting.name, {
    outcome: "failed",
    platforms: [],
    duration: { build: 31_000, test: 0 },
    problem:
      "docker buildx bake failed:\n > [2/3] RUN dnf install:\nError: Unable to find a match: squid\nERROR: failed to solve: exit code: 1",
  });
  const skipped = makeUnitRecord(squidTesting.name, {
    outcome: "skipped",
    platforms: [],
    problem: `not built: its base ${baseTesting.name} failed`,
  });
  const failed = failedRecord(xcache, {
    name: "answers on 8000",
    platform: "linux/amd64",
    reason: "did not pass within 60 s: exit status 7",
    duration: 60_000,
    log: "curl: (7) Failed to connect\n--- the container's log\nxrootd: no config",
  });
  return {
    plan,
    results: results(plan, [
      publishedEnding(base),
      lackingEnding(baseTesting, broken),
      publishedEnding(squid, {
        converged: {
          ...publishedEnding(squid).converged,
          effects: publishedEnding(squid).converged?.effects ?? [],
          warnings: ["docker.io/osg/frontier-squid could not be asked: 503"],
        },
      }),
      lackingEnding(squidTesting, skipped),
      lackingEnding(xcache, failed),
      {
        unit: xcacheTesting,
        record: passedRecord(xcacheTesting),
        converged: { effects: [], problem: "hub.example.org refused to push." },
      },
    ]),
  };
}

test("the summary of a run in which things went wrong", () => {
  const { plan, results } = mixed();
  expect(`\n${summaryMarkdown(plan, results)}`).toBe(`
### 2 of 6 images published, byte for byte as tested · 4 failed

rebuild · schedule · main@8d2f31c · 20261123-0617

| image | stream | now | was | how | tested on |
| --- | --- | --- | --- | --- | --- |
| software-base | \`25-el9-release\` | \`sha256:736f6674\` | \`sha256:6f6c6420\` | built in 1 min 12 s: scheduled rebuild | no tests |
| software-base | \`25-el9-testing\` | unchanged \`sha256:6f6c6420\` |  | **build failed**: see below | no tests |
| frontier-squid | \`25-el9-release\` | \`sha256:66726f6e\` | \`sha256:6f6c6420\` | built in 1 min 12 s: scheduled rebuild, on software-base:25-el9-release | amd64 ✓ 12 s · arm64 ✓ 31 s |
| frontier-squid | \`25-el9-testing\` | unchanged \`sha256:6f6c6420\` |  | **not built**: its base software-base:25-el9-testing failed |  |
| xcache | \`25-el9-release\` | unchanged \`sha256:6f6c6420\` |  | **test failed** on amd64: \`answers on 8000\` (below) | amd64 ✗ 1 min · arm64 exempt |
| xcache | \`25-el9-testing\` | unchanged \`sha256:6f6c6420\` |  | **not published**: hub.example.org refused to push. | amd64 ✓ 6.2 s · arm64 exempt |

- **frontier-squid:25-el9-release**: docker.io/osg/frontier-squid could not be asked: 503

<details><summary><b>software-base:25-el9-testing</b> · build failed</summary>

\`\`\`text
docker buildx bake failed:
 > [2/3] RUN dnf install:
Error: Unable to find a match: squid
ERROR: failed to solve: exit code: 1
\`\`\`

</details>

<details><summary><b>xcache:25-el9-release</b> · answers on 8000 · amd64 · did not pass within 60 s: exit status 7 · after 1 min</summary>

\`\`\`text
curl: (7) Failed to connect
--- the container's log
xrootd: no config
\`\`\`

</details>

\`25-el9-release\` also as \`25-release\`, \`latest\`, \`25-el9-release-20261123-0617\`, \`25-release-20261123-0617\` in hub.example.org/osg and docker.io/osg.

Also to know:

- not tested on arm64: "answers on 8000" of xcache
- without tests: software-base
- GitHub was not asked for the branch's tip
`);
});

test("the same for a log", () => {
  const { plan, results } = mixed();
  expect(`\n${resultTable(plan, results).join("\n")}\n`).toBe(`
tagstream · 2 of 6 images published, byte for byte as tested · 4 failed

  unit                           result         now                          was              tested on                    time
  software-base:25-el9-release   published      sha256:736f6674              sha256:6f6c6420                               1 min 55 s
  software-base:25-el9-testing   build failed   sha256:6f6c6420 (as before)                                                31 s
  frontier-squid:25-el9-release  published      sha256:66726f6e              sha256:6f6c6420  amd64 ✓ 12 s, arm64 ✓ 31 s   1 min 55 s
  frontier-squid:25-el9-testing  not built      sha256:6f6c6420 (as before)
  xcache:25-el9-release          test failed    sha256:6f6c6420 (as before)                   amd64 ✗, arm64 exempt        1 min 55 s
  xcache:25-el9-testing          not published  sha256:6f6c6420 (as before)                   amd64 ✓ 6.2 s, arm64 exempt  1 min 55 s

  ✗ software-base:25-el9-testing  docker buildx bake failed: ERROR: failed to solve: exit code: 1
  ! frontier-squid:25-el9-release  docker.io/osg/frontier-squid could not be asked: 503
  ✗ frontier-squid:25-el9-testing  its base software-base:25-el9-testing failed
  ✗ xcache:25-el9-release  "answers on 8000" on amd64: did not pass within 60 s: exit status 7
  ✗ xcache:25-el9-testing  hub.example.org refused to push.
`);
});

test("a push that changed nothing and put a tag right", () => {
  const units = [
    ...osgUnits("leave", "up to date").slice(0, 5),
    ...osgUnits("repair", "docker.io/osg/xcache lacks the tag 25-testing").slice(5),
  ];
  const plan = makePlan(units, { intent: "publish", event: "push" });
  const [last] = units.slice(-1) as [PlannedUnit];
  const effect = {
    kind: "tag",
    repository: "docker.io/osg/xcache",
    tag: "25-testing",
    digest: last.current ?? "sha256:",
  } as const;
  const endings = [...units.slice(0, 5).map((unit) => ({ unit })), { unit: last, converged: { effects: [effect] } }];
  expect(`\n${summaryMarkdown(plan, results(plan, endings))}`).toBe(`
### 1 image put right

publish · push · main@8d2f31c · 20261123-0617

| image | stream | now | was | how | tested on |
| --- | --- | --- | --- | --- | --- |
| xcache | \`25-el9-testing\` | \`sha256:6f6c6420\` |  | tags put right: docker.io/osg/xcache lacks the tag 25-testing |  |

\`25-el9-testing\` put right: \`25-testing\` in docker.io/osg.

Also to know:

- not tested on arm64: "answers on 8000" of xcache
- without tests: software-base
- left as they are: software-base, frontier-squid, xcache:25-el9-release (up to date)
`);
});

test("streams with tags of their own, and registries of their own", () => {
  const plan = osgPlan();
  const elsewhere = makePlanned("origin:24-release", {
    destinations: [{ repository: "hub.example.org/legacy/origin", required: true }],
  });
  const endings = [...plan.units, elsewhere].map((unit) => publishedEnding(unit));
  expect(summaryMarkdown(plan, results(plan, endings))).toContain(`
Tags:

- \`25-el9-release\` also as \`25-release\`, \`latest\`, \`25-el9-release-20261123-0617\`, \`25-release-20261123-0617\` in hub.example.org/osg and docker.io/osg
- \`25-el9-testing\` also as \`25-testing\`, \`25-el9-testing-20261123-0617\`, \`25-testing-20261123-0617\` in hub.example.org/osg and docker.io/osg
- \`24-release\` also as \`24-release-20261123-0617\` in hub.example.org/legacy
`);
  expect(summaryMarkdown(plan, results(plan, endings.slice(0, 6)))).toContain(
    "\nTags in hub.example.org/osg and docker.io/osg:\n\n- `25-el9-release` also as",
  );
});

test("a proposed change has no stream to move", () => {
  const plan = makePlan([makePlanned("squid:release", { reason: "changed", tags: [], references: [] })], {
    intent: "candidate",
    event: "pull_request",
    pullRequest: 7,
  });
  const [unit] = plan.units as [PlannedUnit];
  expect(summaryMarkdown(plan, results(plan, [{ unit, record: passedRecord(unit) }]))).toContain(`### 1 image built and tested

candidate · pull&#95;request · #7@8d2f31c into main · 20261123-0617

| image | stream | built | how | tested on |
| --- | --- | --- | --- | --- |
| squid | \`release\` | \`sha256:73717569\` | built in 1 min 12 s: changed | no tests |
`);
});

describe("the headline", () => {
  const [a, b] = [makePlanned("a:release"), makePlanned("b:release")];
  const overtaken = { ...publishedEnding(a), converged: { effects: [] } };
  test.each<[string, Plan["intent"], Ending[]]>([
    ["1 image published, byte for byte as tested", "rebuild", [publishedEnding(a)]],
    ["All 2 images published, byte for byte as tested", "rebuild", [publishedEnding(a), publishedEnding(b)]],
    ["1 of 2 images published, byte for byte as tested · 1 failed", "rebuild", [publishedEnding(a), lackingEnding(b)]],
    ["None of 2 images published · 2 failed", "rebuild", [lackingEnding(a), lackingEnding(b)]],
    ["The image was not published", "rebuild", [lackingEnding(a)]],
    ["1 of 2 images published, byte for byte as tested · 1 overtaken by a newer run", "rebuild", [overtaken, publishedEnding(b)]],
    ["Nothing to publish: everything is up to date", "publish", [{ unit: { ...a, decision: "leave" } }]],
    [
      "All 2 images built and tested",
      "candidate",
      [
        { unit: a, record: passedRecord(a) },
        { unit: b, record: passedRecord(b) },
      ],
    ],
    [
      "1 of 2 images built and tested · 1 failed",
      "check",
      [
        { unit: a, record: passedRecord(a) },
        { unit: b, lacking: ["x"] },
      ],
    ],
    [
      "All 2 images built and tested · 1 not tagged",
      "candidate",
      [
        { unit: a, record: passedRecord(a), tagged: { tags: [], problem: "the registry answered 503" } },
        { unit: b, record: passedRecord(b), tagged: { tags: [] } },
      ],
    ],
    ["Nothing to build: no image has changed", "candidate", []],
  ])("%s", (text, intent, endings) => {
    expect(
      headline(
        intent,
        endings.map((ending) => resultOf(intent, ending)),
      ),
    ).toBe(text);
  });
});

test("what people and containers wrote shows as text and does nothing", () => {
  const evil = "x|y\n::error::z <img src=x> @octo `a` </details>\n# h\n```\n[l](http://x)";
  const test = { kind: "run", name: evil, timeout: 1, env: {}, platforms: ["linux/amd64"], command: ["x"] } as const;
  const units = ["a", "b", "c"].map((name) =>
    makePlanned(`${name}:release`, {
      reason: evil,
      tests: [
        { ...test, command: ["x"], platforms: [] },
        { ...test, command: ["x"], platforms: ["linux/amd64"] },
      ],
    }),
  );
  const plan = makePlan(units, { notes: [evil], branch: evil, run: { id: "1", attempt: 1, url: "javascript:x" } });
  const [a, b, c] = units as [PlannedUnit, PlannedUnit, PlannedUnit];
  const text = summaryMarkdown(
    plan,
    results(plan, [
      publishedEnding(a, { converged: { effects: [], warnings: [evil] } }),
      lackingEnding(b, failedRecord(b, { name: evil, platform: "linux/amd64", reason: evil, log: evil })),
      lackingEnding(c, makeUnitRecord(c.name, { outcome: "failed", problem: evil })),
    ]),
  );
  // Outside of fences nothing of it is left; inside, the fence is longer than any in it.
  const outside = text.replace(/^(`{4,})text\n[\s\S]*?\n\1$/gm, "");
  expect(text.match(/^`{4,}text$/gm)).toHaveLength(2);
  expect(outside).not.toMatch(/<img|@octo|`a`|\]\(http|^::|^# h/m);
  expect(outside.match(/<\/details>/g)).toHaveLength(2);
  const rows = outside.split("\n").filter((line) => line.startsWith("| "));
  expect(rows.map((row) => row.split("|").length)).toEqual([8, 8, 8, 8, 8]);
});

test("a summary of 6,000 units and endless logs stays below GitHub's limit, shows what failed first, and says that it is cut", () => {
  const units = Array.from({ length: 6000 }, (_, n) => makePlanned(`image-${n}:release`));
  const plan = makePlan(units);
  const log = "é".repeat(200_000);
  const endings = units.map((unit, n) =>
    n < 5000
      ? publishedEnding(unit)
      : lackingEnding(unit, makeUnitRecord(unit.name, { outcome: "failed", problem: `first\n${log}` })),
  );
  const all = results(plan, endings);
  const text = summaryMarkdown(plan, all);
  expect(bytesOf(text)).toBeLessThan(1_000_000);
  expect(text).toContain("### 5,000 of 6,000 images published, byte for byte as tested · 1,000 failed");
  expect(text.match(/\*\*build failed\*\*/g)).toHaveLength(200);
  expect(text).toContain("… and 5,800 more, as planned.");
  expect(text).toContain("… and 970 more that failed: their last lines are in the log.");
  expect(resultTable(plan, all).length).toBeLessThan(500);

  const short = summaryMarkdown(plan, all, { mostBytes: 60_000 });
  expect(bytesOf(short)).toBeLessThanOrEqual(60_000);
  expect(short).toContain("| image-5000 |");
  expect(short).toContain("Also to know:");
  expect(short).toContain(
    "*Cut to GitHub's limit for summaries: [the run's log](https://github.example.org/osg/images/actions/runs/4711) has all of it.*\n",
  );
});

test("of a failed test's log the last lines are shown", () => {
  const unit = makePlanned("squid:release", {
    tests: [{ kind: "run", name: "v", timeout: 1, env: {}, platforms: ["linux/amd64"], command: ["v"] }],
  });
  const log = Array.from({ length: 1000 }, (_, n) => `line ${n}`).join("\n");
  const plan = makePlan([unit]);
  const text = summaryMarkdown(
    plan,
    results(plan, [lackingEnding(unit, failedRecord(unit, { name: "v", platform: "linux/amd64", log }))]),
  );
  expect(text).toContain("```text\nline 960\n");
  expect(text).toContain("line 999\n```\n");
});

test("a run that only plans says so", () => {
  expect(planMarkdown(osgPlan())).toMatch(/^### Plan: nothing has been done\n\n```text\ntagstream plan · rebuild[\s\S]*\n```\n$/);
});
