import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { createForge } from "../../../src/adapters/github/forge.ts";
import type { Failure } from "../../../src/core/lib/problems/problem.ts";
import { type GitHub, startGitHub } from "../../support/github-server.ts";

const head = "a".repeat(40);
let github: GitHub;

beforeEach(async () => {
  github = await startGitHub();
  github.pulls.set(7, { state: "open", merged: false, head, comments: [] });
});
afterEach(() => github.close());

const forge = () => createForge({ repository: "osg/images", token: "t", apiUrl: github.url, second: 1 });
const failure = (work: Promise<unknown>): Promise<Failure> =>
  work.then(
    () => {
      throw new Error("nothing was thrown");
    },
    (error: Failure) => error,
  );

describe("a pull request as it is now", () => {
  test.each([
    ["open", { state: "open", merged: false }, { open: true, merged: false, head }],
    ["closed", { state: "closed", merged: false }, { open: false, merged: false, head }],
    ["merged", { state: "closed", merged: true }, { open: false, merged: true, head }],
  ] as const)("%s", async (_, state, expected) => {
    github.pulls.set(7, { ...state, head, comments: [] });
    expect(await (await forge()).pullRequest(7)).toEqual(expected);
  });

  test.each<[string, Parameters<GitHub["onRequest"]>[0] | undefined, object, string]>([
    ["without a head", undefined, { state: "open", merged: false }, "github-failed"],
    ["in a state that there is not", undefined, { state: "draft", merged: false, head: { sha: head } }, "github-failed"],
    ["with a head that is no commit", undefined, { state: "open", merged: false, head: { sha: "$(rm)" } }, "github-failed"],
  ])("%s", async (_, _line, body, code) => {
    github.onRequest = () => ({ status: 200, body });
    expect((await failure((await forge()).pullRequest(7))).problems[0]?.code).toBe(code);
  });

  test("that the token may not see", async () => {
    github.pulls.clear();
    const { problems } = await failure((await forge()).pullRequest(7));
    expect(problems).toEqual([
      expect.objectContaining({ code: "github-not-found", message: expect.stringContaining("pull-requests: read") }),
    ]);
  });
});
