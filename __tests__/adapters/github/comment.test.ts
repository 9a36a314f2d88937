import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { createForge } from "../../../src/adapters/github/forge.ts";
import type { Failure } from "../../../src/core/lib/problems/problem.ts";
import { type GitHub, startGitHub } from "../../support/github-server.ts";

const marker = "<!-- tagstream: test -->";
const head = "a".repeat(40);
let github: GitHub;

beforeEach(async () => {
  github = await startGitHub();
  github.pulls.set(7, { state: "open", merged: false, head, comments: [] });
});
afterEach(() => github.close());

const forge = () => createForge({ repository: "osg/images", token: "t", apiUrl: github.url, second: 1 });
const keep = async (text: string | undefined, number = 7) =>
  (await forge()).comment(number, marker, () => (text === undefined ? undefined : `${marker}\n${text}`));
const bodies = () => github.pulls.get(7)?.comments.map(({ author, body }) => [author, body]);
const failure = (work: Promise<unknown>): Promise<Failure> =>
  work.then(
    () => {
      throw new Error("nothing was thrown");
    },
    (error: Failure) => error,
  );

describe("one comment", () => {
  test("is made, changed in its place, and left when it is the same", async () => {
    await keep("one");
    await keep("two");
    await keep("two");
    expect(bodies()).toEqual([["github-actions[bot]", `${marker}\ntwo`]]);
    expect(github.requests.filter((line) => !line.endsWith("/graphql"))).toEqual([
      "POST /repos/osg/images/issues/7/comments",
      "PATCH /repos/osg/images/issues/comments/1000",
    ]);
  });

  test("none is made where there is nothing to say", async () => {
    await keep(undefined);
    expect(bodies()).toEqual([]);
  });

  test("a stranger's with our marker is neither taken for ours nor touched", async () => {
    github.pulls.get(7)?.comments.push({ id: 1, author: "mallory", body: `${marker}\npull this` });
    await keep("ours");
    expect(bodies()).toEqual([
      ["mallory", `${marker}\npull this`],
      ["github-actions[bot]", `${marker}\nours`],
    ]);
  });

  test("our own that only quotes the marker is another", async () => {
    github.pulls.get(7)?.comments.push({ id: 1, author: github.login, body: `see ${marker}` });
    await keep("ours");
    expect(bodies()).toHaveLength(2);
  });

  test("is found on the third page; of two the oldest is kept up to date", async () => {
    const pull = github.pulls.get(7);
    for (let id = 0; id < 250; id++) pull?.comments.push({ id, author: "octo", body: `comment ${id}` });
    pull?.comments.push(
      { id: 500, author: github.login, body: `${marker}\nold` },
      { id: 501, author: github.login, body: `${marker}\nother` },
    );
    await keep("new");
    expect(pull?.comments.find(({ id }) => id === 500)?.body).toBe(`${marker}\nnew`);
    expect(pull?.comments).toHaveLength(252);
  });

  test("removed between the look and the change: it is made anew", async () => {
    await keep("one");
    github.onRequest = (line) => {
      if (line.startsWith("PATCH")) github.pulls.get(7)?.comments.splice(0);
      return undefined;
    };
    await keep("two");
    expect(bodies()).toEqual([["github-actions[bot]", `${marker}\ntwo`]]);
  });

  test.each([502, 503])("%d is tried again", async (status) => {
    let count = 0;
    github.onRequest = () => (count++ === 0 ? { status } : undefined);
    await keep("one");
    expect(bodies()).toHaveLength(1);
  });
});

describe("no answer to a new comment: what is there is looked at before another is made", () => {
  const posting = /^POST .*\/comments$/;
  const posts = () => github.requests.filter((line) => posting.test(line));

  test.each<[string, ReturnType<GitHub["onRequest"]>, number]>([
    ["it was made, and the answer was cut off", { drop: true, done: true }, 1],
    ["it was made, and GitHub answered 502", { status: 502, done: true }, 1],
    ["it was not made", { drop: true }, 2],
    ["GitHub failed", { status: 503 }, 2],
  ])("%s", async (_, fault, expected) => {
    let count = 0;
    github.onRequest = (line) => (posting.test(line) && count++ === 0 ? fault : undefined);
    await keep("one");
    expect(posts()).toHaveLength(expected);
    await keep("two");
    expect(bodies()).toEqual([["github-actions[bot]", `${marker}\ntwo`]]);
    expect(posts()).toHaveLength(expected);
  });

  test("made by another run in the meantime: that one is brought up to date", async () => {
    let count = 0;
    github.onRequest = (line) => {
      if (!posting.test(line) || count++ > 0) return undefined;
      github.pulls.get(7)?.comments.push({ id: 1, author: github.login, body: `${marker}\nanother` });
      return { status: 502 };
    };
    await keep("one");
    expect(bodies()).toEqual([["github-actions[bot]", `${marker}\none`]]);
  });

  test.each<[string, ReturnType<GitHub["onRequest"]>, string]>([
    ["fails", { status: 502 }, "github-failed"],
    ["is not there", { drop: true }, "github-unreachable"],
  ])("GitHub %s three times: explained", async (_, fault, code) => {
    github.onRequest = (line) => (posting.test(line) ? fault : undefined);
    const { problems } = await failure(keep("one"));
    expect(problems).toEqual([
      expect.objectContaining({ code, message: expect.stringContaining("the comment on pull request #7") }),
    ]);
    expect(posts()).toHaveLength(3);
  });

  test("what GitHub refuses is asked for once", async () => {
    github.mayComment = false;
    await failure(keep("one"));
    expect(posts()).toHaveLength(1);
  });
});

describe("what GitHub refuses is explained", () => {
  const graphql = (...errors: object[]) => ({ status: 200, body: { data: null, errors } });
  test.each<[string, () => void, string, string]>([
    [
      "no permission to comment",
      () => {
        github.mayComment = false;
      },
      "github-denied",
      "pull-requests: write",
    ],
    [
      "no permission to read",
      () => {
        github.onRequest = () => graphql({ type: "FORBIDDEN", message: "Resource not accessible by integration" });
      },
      "github-denied",
      "pull-requests: write",
    ],
    [
      "no such pull request",
      () => {
        github.pulls.clear();
      },
      "github-not-found",
      "#7",
    ],
    [
      "its limit",
      () => {
        github.onRequest = () => graphql({ type: "RATE_LIMITED", message: "API rate limit exceeded" });
      },
      "github-rate-limit",
      "limit",
    ],
    [
      "another error in an answer",
      () => {
        github.onRequest = () => graphql({ message: "Something went wrong" });
      },
      "github-failed",
      "Something went wrong",
    ],
    [
      "an error without a kind",
      () => {
        github.onRequest = () => graphql({ type: null, message: "Something went wrong" });
      },
      "github-failed",
      "Something went wrong",
    ],
    [
      "an error that is none",
      () => {
        github.onRequest = () => ({ status: 200, body: { data: null, errors: [null] } });
      },
      "github-failed",
      "is not GitHub's API",
    ],
    [
      "a conversation that is locked",
      () => {
        const message = "Unable to create comment because issue is locked.";
        github.onRequest = (line) => (line.startsWith("POST /repos/") ? { status: 403, body: { message } } : undefined);
      },
      "github-denied",
      "issue is locked",
    ],
    [
      "an answer that lacks what was asked for",
      () => {
        github.onRequest = () => ({ status: 200, body: { data: { repository: null } } });
      },
      "github-failed",
      "Run again",
    ],
    [
      "a token that is not valid",
      () => {
        github.onRequest = () => ({ status: 401, body: { message: "Bad credentials" } });
      },
      "github-denied",
      "token",
    ],
  ])("%s", async (_, arrange, code, says) => {
    arrange();
    const { problems } = await failure(keep("one"));
    expect(problems).toEqual([expect.objectContaining({ code, message: expect.stringContaining(says) })]);
  });

  test("nobody there", async () => {
    github.onRequest = () => ({ drop: true });
    expect((await failure(keep("one"))).problems[0]?.code).toBe("github-unreachable");
  });
});
