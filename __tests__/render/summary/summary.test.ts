import { expect, test } from "@jest/globals";
import type { PlannedUnit } from "../../../src/core/plan/plan.ts";
import { planMarkdown, summaryMarkdown } from "../../../src/render/summary/summary.ts";
import { resultTable } from "../../../src/render/tables/result-table.ts";
import { bytesOf } from "../../../src/render/text/markdown.ts";
import { makePlan, makePlanned, makeUnitRecord } from "../../support/documents.ts";
import { endingWithoutEvidence, failedRecord, passedRecord, publishedEnding, results } from "../../support/endings.ts";
import { mixed } from "../../support/mixed-run.ts";
import { osgPlan, osgUnits } from "../../support/osg.ts";

test("the summary of a run in which things went wrong", () => {
  const { plan, results } = mixed();
  expect(`\n${summaryMarkdown(plan, results)}`).toBe(`
### 2 of 6 images published, byte for byte as tested · 4 failed

rebuild · schedule · main@8d2f31c · 20261123-0617

| image | stream | now | was | how | tested on |
| --- | --- | --- | --- | --- | --- |
| software-base | \`25-el9-release\` | \`sha256:736f6674\` | \`sha256:6f6c6420\` | built in 1 min 12 s: scheduled rebuild | no tests |
| software-base | \`25-el9-testing\` | unchanged \`sha256:6f6c6420\` |  | **build failed**: see below [build-failed] | no tests |
| frontier-squid | \`25-el9-release\` | \`sha256:66726f6e\` | \`sha256:6f6c6420\` | built in 1 min 12 s: scheduled rebuild, on software-base:25-el9-release | amd64 ✓ 12 s · arm64 ✓ 31 s |
| frontier-squid | \`25-el9-testing\` | unchanged \`sha256:6f6c6420\` |  | **not built**: its base software-base:25-el9-testing failed |  |
| xcache | \`25-el9-release\` | unchanged \`sha256:6f6c6420\` |  | **test failed** on amd64: \`answers on 8000\` (below) [test-failed] | amd64 ✗ 1 min · arm64 exempt |
| xcache | \`25-el9-testing\` | unchanged \`sha256:6f6c6420\` |  | **not published**: hub.example.org refused to push. [registry-denied] | amd64 ✓ 6.2 s · arm64 exempt |

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

Notes:

- not tested on arm64: "answers on 8000" of xcache
- without tests: software-base
- GitHub was not asked for the branch's tip

[build-failed]: https://github.com/OWNER/tagstream/blob/v1/docs/reference/errors.md#build-failed
[test-failed]: https://github.com/OWNER/tagstream/blob/v1/docs/reference/errors.md#test-failed
[registry-denied]: https://github.com/OWNER/tagstream/blob/v1/docs/reference/errors.md#registry-denied
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
### 1 image repaired

publish · push · main@8d2f31c · 20261123-0617

| image | stream | now | was | how | tested on |
| --- | --- | --- | --- | --- | --- |
| xcache | \`25-el9-testing\` | \`sha256:6f6c6420\` |  | tags repaired: docker.io/osg/xcache lacks the tag 25-testing |  |

\`25-el9-testing\` repaired: \`25-testing\` in docker.io/osg.

Notes:

- not tested on arm64: "answers on 8000" of xcache
- without tests: software-base
- unchanged: software-base, frontier-squid, xcache:25-el9-release (up to date)
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
      endingWithoutEvidence(b, failedRecord(b, { name: evil, platform: "linux/amd64", reason: evil, log: evil })),
      endingWithoutEvidence(c, makeUnitRecord(c.name, { outcome: "failed", problem: evil })),
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
      : endingWithoutEvidence(unit, makeUnitRecord(unit.name, { outcome: "failed", problem: `first\n${log}` })),
  );
  const all = results(plan, endings);
  const text = summaryMarkdown(plan, all);
  expect(bytesOf(text)).toBeLessThan(1_000_000);
  expect(text).toContain("### 5,000 of 6,000 images published, byte for byte as tested · 1,000 failed");
  expect(text.match(/\*\*build failed\*\*/g)).toHaveLength(200);
  expect(text).toContain("… and 5,800 more.");
  expect(text).toContain("… and 970 more failures: see the log for their last lines.");
  expect(resultTable(plan, all).length).toBeLessThan(500);

  const short = summaryMarkdown(plan, all, { maxBytes: 60_000 });
  expect(bytesOf(short)).toBeLessThanOrEqual(60_000);
  expect(short).toContain("| image-5000 |");
  expect(short).toContain("Notes:");
  expect(short).toContain(
    "*Shortened to GitHub's limit for summaries: see [the run's log](https://github.example.org/osg/images/actions/runs/4711) for the rest.*\n",
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
    results(plan, [endingWithoutEvidence(unit, failedRecord(unit, { name: "v", platform: "linux/amd64", log }))]),
  );
  expect(text).toContain("```text\nline 960\n");
  expect(text).toContain("line 999\n```\n");
});

test("a run that only plans says so", () => {
  expect(planMarkdown(osgPlan(), true)).toMatch(
    /^### Plan: nothing has been done\n\n```text\ntagstream plan · rebuild[\s\S]*\n```\n$/,
  );
  expect(planMarkdown(osgPlan(), false)).toMatch(/^### Plan\n\n```text\n/);
});
