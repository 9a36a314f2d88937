import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { RestEndpointMethodTypes } from "@octokit/rest";
import { readBranchRules } from "../../../src/adapters/github/branch-rules.ts";
import { Failure } from "../../../src/core/lib/problems/problem.ts";
import { faultsOfRest } from "../../support/github/hosted/published-schema.ts";
import { type GitHub, startGitHub } from "../../support/github-server.ts";

type Rules = RestEndpointMethodTypes["repos"]["getBranchRules"]["response"]["data"];

let github: GitHub;
beforeEach(async () => {
  github = await startGitHub();
});
afterEach(() => github.close());

/** Answers by the path of a request; every request must be one that GitHub documents. */
async function rulesOf(answers: Readonly<Record<string, { status: number; body: unknown }>>) {
  github.onRequest = (line) => answers[line] ?? { status: 404, body: { message: "Not Found" } };
  const rules = readBranchRules({ repository: "osg/images", token: "t", apiUrl: github.url, second: 1 }, "main").catch(
    (error: unknown) => {
      if (error instanceof Failure) return error.problems.map(({ code, message }) => [code, message]);
      throw error;
    },
  );
  const found = await rules;
  expect(github.requests.flatMap((line) => faultsOfRest(...methodAndPath(line), {}))).toEqual([]);
  return found;
}

function methodAndPath(line: string): [method: string, path: string] {
  const space = line.indexOf(" ");
  return [line.slice(0, space), line.slice(space + 1)];
}

const first = "GET /repos/osg/images/rules/branches/main?per_page=100&page=1";
const second = "GET /repos/osg/images/rules/branches/main?per_page=100&page=2";
const branch = "GET /repos/osg/images/branches/main";
const source = { ruleset_source_type: "Repository", ruleset_source: "osg/images", ruleset_id: 1 } as const;
const ok = (body: unknown) => ({ status: 200, body });

describe("the rules of a branch", () => {
  test("are those of rule sets, and of classic protection, each check once", async () => {
    const rules: Rules = [
      { ...source, type: "deletion" },
      {
        ...source,
        type: "required_status_checks",
        parameters: {
          strict_required_status_checks_policy: false,
          required_status_checks: [{ context: "images", integration_id: 15_368 }, { context: "lint" }],
        },
      },
    ];
    const checks = [
      { context: "images", app_id: 15_368 },
      { context: "old", app_id: -1 },
    ];
    const protection = { required_status_checks: { enforcement_level: "everyone", contexts: ["old", "images"], checks } };
    expect(await rulesOf({ [first]: ok(rules), [branch]: ok({ name: "main", protected: true, protection }) })).toEqual({
      required: [{ context: "images", app: 15_368 }, { context: "lint" }, { context: "old" }],
      hasMergeQueue: false,
    });
  });

  test("may have a merge queue, on a later page", async () => {
    const many = Array.from({ length: 100 }, () => ({ ...source, type: "deletion" }));
    const queue = [{ ...source, type: "merge_queue", parameters: { merge_method: "SQUASH" } }];
    expect(await rulesOf({ [first]: ok(many), [second]: ok(queue), [branch]: ok({ name: "main", protected: false }) })).toEqual({
      required: [],
      hasMergeQueue: true,
    });
  });

  test("of a branch that does not exist are none", async () => {
    expect(await rulesOf({ [first]: ok([]) })).toEqual({ required: [], hasMergeQueue: false });
  });

  test("that the token may not read are a failure that names the permission", async () => {
    const refused = { status: 403, body: { message: "Resource not accessible by integration" } };
    expect(await rulesOf({ [first]: refused })).toEqual([["github-denied", expect.stringContaining("`contents: read`")]]);
    expect(await rulesOf({ [first]: ok("a page") })).toEqual([
      ["github-failed", "GitHub gave an unexpected answer for the rules of main. Run again."],
    ]);
  });
});
