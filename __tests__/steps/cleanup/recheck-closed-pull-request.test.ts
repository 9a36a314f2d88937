/** A pull request that is closed while its tags are written, at registries that remove them, cannot, or fail. */
import { describe, expect, test } from "@jest/globals";
import { Failure, type Problem } from "../../../src/core/lib/problems/problem.ts";
import { plainStyle } from "../../../src/core/lib/text/style.ts";
import { exitStatus } from "../../../src/core/result/conclusion.ts";
import { resultOf } from "../../../src/core/result/result.ts";
import type { Forge } from "../../../src/ports/forge.ts";
import type { Registry, Removal } from "../../../src/ports/registry.ts";
import type { Reporter } from "../../../src/ports/reporter.ts";
import { summaryMarkdown } from "../../../src/render/summary/summary.ts";
import { resultTable } from "../../../src/render/tables/result-table.ts";
import { recheckClosedPullRequest } from "../../../src/steps/cleanup/recheck-closed-pull-request.ts";
import type { Published } from "../../../src/steps/publish/published.ts";
import { makePlan, makePlanned } from "../../support/documents.ts";
import { passedRecord } from "../../support/endings.ts";
import { makeManifest } from "../../support/registry.ts";

const unit = makePlanned("squid:release", { tags: ["rc.release.4be1c0ff4be1", "rc.release.pr-2"] });
const repository = "one.example.org/osg/squid";
const own = `${repository}:rc.release.pr-2`;
const inputs = `${repository}:rc.release.4be1c0ff4be1`;
const written: Published = { unit, record: passedRecord(unit), tagged: { tags: [inputs, own] } };
/** Of a run that is started again: it finds the pull request closed, and writes nothing. */
const late: Published = { ...written, tagged: { tags: [], stale: "#2 is closed" } };
const plan = makePlan([unit], { intent: "candidate", pullRequest: 2 });

/** What becomes of the unit once the registry has answered. */
async function withdraw(published: Published, removal: Omit<Removal, "tag">, open: boolean | Failure = false) {
  const problems: Problem[] = [];
  const asked: string[] = [];
  const reporter = {
    group: () => ({ line: () => {}, end: () => {} }),
    problem: (problem: Problem) => void problems.push(problem),
  } as Partial<Reporter> as Reporter;
  const forge = {
    pullRequest: async () => {
      if (open instanceof Failure) throw open;
      return { open, merged: false, head: plan.revision };
    },
  } as Partial<Forge> as Forge;
  const registry = {
    removeTags: async (at: string, tags: readonly string[]) => {
      asked.push(...tags.map((tag) => `${at}:${tag}`));
      return tags.map((tag) => ({ tag, ...removal }));
    },
  };
  const [left] = await recheckClosedPullRequest(plan, [published], { registry, reporter, forge });
  if (!left) throw new Error("the unit is gone");
  const result = resultOf("candidate", left);
  const log = resultTable(plan, [result], { style: plainStyle }).join("\n");
  return { problems, asked, result, log, summary: summaryMarkdown(plan, [result]), status: exitStatus([result]) };
}

describe.each([
  ["while its tags are written", written],
  ["before a run that is started again", late],
])("a pull request is closed %s", (_, published) => {
  test.each(["removed", "absent"] as const)("its tag is %s: green, and nobody has to do anything", async (outcome) => {
    const { problems, asked, result, status } = await withdraw(published, { outcome });
    expect({ problems, asked, status }).toEqual({ problems: [], asked: [own], status: 0 });
    expect(result.tags).not.toContain(own);
    expect(result.warnings).toEqual([expect.stringContaining("#2")]);
  });

  test("its tag is kept: a warning in the log, the summary and the run, and green", async () => {
    const { problems, result, log, summary, status } = await withdraw(published, { outcome: "kept", reason: "it is immutable" });
    const message = `${own} stays, although #2 is closed: it is immutable.`;
    expect(problems).toEqual([{ code: "retire-tag", severity: "warning", message }]);
    expect(result).toMatchObject({ outcome: "passed", tags: published.tagged?.tags, warnings: [message] });
    expect(log).toContain(message);
    expect(summary).toContain("stays, although");
    expect(status).toBe(0);
  });

  test("its tag could not be removed: red, since running again helps, though the image has passed", async () => {
    const { problems, result, log, status } = await withdraw(published, { outcome: "failed", reason: "it answered 503." });
    const message = `${own} could not be removed, although #2 is closed: it answered 503.`;
    expect(problems).toEqual([{ code: "retire-tag", severity: "error", message }]);
    expect(result).toMatchObject({ outcome: "passed", warnings: [message] });
    expect(log).toContain(message);
    expect(status).toBe(1);
  });
});

test("a tag that another repository has given its own image stays", async () => {
  const forge = { pullRequest: async () => ({ open: false, merged: false, head: plan.revision }) } as Partial<Forge> as Forge;
  const reporter = { group: () => ({ line: () => {}, end: () => {} }), problem: () => {} } as Partial<Reporter> as Reporter;
  const annotations = { "org.opencontainers.image.source": "https://github.example.org/others/images" };
  const shown = makeManifest("application/vnd.oci.image.index.v1+json", { manifests: [], annotations });
  const registry: Pick<Registry, "removeTags"> = {
    removeTags: async (_, [tag = ""], _log, whyStays) => {
      const reason = await whyStays?.(tag, shown);
      return [reason === undefined ? { tag, outcome: "removed" } : { tag, outcome: "kept", reason }];
    },
  };
  const forgeOfNames = { ...forge, currentName: async (name: string) => name };
  const [left] = await recheckClosedPullRequest(plan, [written], { registry, reporter, forge: forgeOfNames });
  expect(left?.tagged?.left?.message).toContain("names another repository, https://github.example.org/others/images");
});

test.each<[string, boolean | Failure]>([
  ["is open", true],
  ["cannot be asked for", new Failure([])],
])("a pull request that %s keeps its tags", async (_, open) => {
  const { problems, asked, result, status } = await withdraw(written, { outcome: "removed" }, open);
  expect({ problems, asked, status, tags: result.tags }).toEqual({ problems: [], asked: [], status: 0, tags: [inputs, own] });
});

test("a unit that has not passed got no tags, and none are looked for", async () => {
  const { asked } = await withdraw({ unit, record: passedRecord(unit) }, { outcome: "removed" });
  expect(asked).toEqual([]);
});
