import { describe, expect, test } from "@jest/globals";
import { causesOf } from "../../../src/core/freshness/causes.ts";
import { type FreshnessRow, readFreshness } from "../../../src/core/freshness/freshness-data.ts";
import { type IssueView, issueBody, issueTitle, newsComment } from "../../../src/render/freshness/issue-body.ts";
import { hostile, run } from "../../support/hold-drafts.ts";
import { render } from "../../support/rendered.ts";

const now = new Date("2026-11-26T06:00:00Z");
const tries = { since: "2026-11-11T03:17:00Z", last: "2026-11-13T03:17:00Z", count: 3, code: "test-failed" as const };
const file = { file: "rebuild.yml" };
const page = "https://github.com/osg/images/actions/workflows/rebuild.yml";
const workflow = { ...file, state: "disabled_inactivity", page, changed: "2026-11-11T00:00:00Z" } as const;

function view(rows: Record<string, FreshnessRow>, more: Partial<IssueView> = {}): IssueView {
  const entries = new Map(Object.entries(rows));
  const causes = new Map(
    [...entries].map(([name, row]) => [
      name,
      causesOf({ name, workflow, file, now, ...(row.tries ? { tries: row.tries } : {}) }),
    ]),
  );
  return { rows: entries, causes, limit: 864_000_000, now, held: [], run, ...more };
}

const forPeople = (body: string): string => body.slice(0, body.indexOf("<details>"));

describe("the issue about freshness", () => {
  test("has a row for each unit, the oldest first: age, causes, what to do", () => {
    const rows = {
      "squid:release": { published: "2026-11-14T06:17:00Z" },
      "xcache:release": { published: "2026-11-10T03:17:00Z", tries: { ...tries, problem: "answers on 8000" } },
    };
    expect(forPeople(issueBody(view(rows)))).toBe(`**2 images are not fresh** (limit: 10 d)

| image | age | cause | what to do |
| --- | --- | --- | --- |
| \`xcache:release\` | 16 d | its rebuild fails since 11 Nov (3 tries, the last on 13 Nov): test-failed: answers on 8000; the workflow rebuild.yml is disabled since 11 Nov: GitHub disabled it, because the repository had no activity for 60 days | mend it, then [choose Enable workflow on its page](${page}), then \`gh workflow run rebuild.yml -f only=xcache:release\` |
| \`squid:release\` | 11 d | the workflow rebuild.yml is disabled since 11 Nov: GitHub disabled it, because the repository had no activity for 60 days | [choose Enable workflow on its page](${page}), then \`gh workflow run rebuild.yml -f only=squid:release\` |

Tagstream keeps this issue up to date, and closes it when every image is fresh. [This run](${run}) looked last.

`);
  });

  test.each<[Record<string, FreshnessRow>, string]>([
    [{ a: { published: "2026-11-10T00:00:00Z" } }, "1 image is not fresh"],
    [{ a: { tries } }, "The rebuild of 1 image fails"],
    [
      { a: { published: "2026-11-10T00:00:00Z" }, b: { published: "2026-11-25T00:00:00Z", tries } },
      "1 image is not fresh, the rebuild of 1 more fails",
    ],
  ])("is called after what is wrong: %j", (rows, title) => {
    expect(issueTitle(view(rows))).toBe(title);
  });

  test("shows what a stranger wrote as text: in the table, the data and the comment", () => {
    const rows = { [hostile]: { tries: { ...tries, problem: hostile } }, "a:release": { tries: { ...tries, problem: hostile } } };
    const shown = view(rows);
    const body = issueBody(shown);
    const { links, elements } = render(body);
    expect(links).toEqual([page, page, run]);
    expect([...elements].filter((name) => ["b", "img", "script"].includes(name))).toEqual([]);
    expect(body.split("\n").filter((line) => line.startsWith("| "))).toHaveLength(4);
    const news = newsComment({ joined: [hostile], changed: ["a:release"] }, shown.causes, run) ?? "";
    expect(render(news).links).toEqual([run]);
    expect(readFreshness(body).rows.size).toBe(2);
  });

  test.each([200, 3000])("of %i units with long texts fits GitHub's limit, and can be read", (count) => {
    const problem = `\`${"x".repeat(199)}`;
    const names = Array.from({ length: count }, (_, n) => `image-${n}:25-el9-release`);
    const rows = Object.fromEntries(
      names.map((name) => [name, { published: "2026-11-10T03:17:00Z", tries: { ...tries, problem } }]),
    );
    const body = issueBody(view(rows));
    expect(body.length).toBeLessThanOrEqual(65_536);
    expect(readFreshness(body).fault).toBeUndefined();
    expect(readFreshness(body).rows.size).toBeGreaterThanOrEqual(50);
    expect(body).toContain(" more: `tagstream check` lists all.");
  });

  test("has no comment where nothing is new", () => {
    expect(newsComment({ joined: [], changed: [] }, new Map(), run)).toBeUndefined();
  });
});
