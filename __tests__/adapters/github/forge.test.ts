import { describe, expect, test } from "@jest/globals";
import { createForge } from "../../../src/adapters/github/forge.ts";
import type { Failure } from "../../../src/core/lib/problems/problem.ts";
import { type Answer, answers, type GitHubServer, serveGitHub, serveProxy } from "../../support/github.ts";

const sha = "a".repeat(40);
const found = answers.ref("main", sha);

/** Asks for a tip, with the waits between attempts cut to a hundredth. */
async function ask(
  queue: Answer[],
  branch = "main",
  token?: string,
): Promise<{ tip?: string; failure?: Failure; server: GitHubServer }> {
  const server = await serveGitHub(queue);
  try {
    const forge = await createForge({
      repository: "osg/images",
      apiUrl: server.url,
      second: 10,
      ...(token === undefined ? {} : { token }),
    });
    return { tip: await forge.tip(branch), server };
  } catch (error) {
    return { failure: error as Failure, server };
  } finally {
    await server.close();
  }
}

describe("what a repository is called now", () => {
  const current = { status: 200, body: { full_name: "osg/images" } };
  test.each<[string, Answer[], string | undefined]>([
    ["renamed", [{ status: 301, headers: { location: "/repositories/1" }, body: {} }, current], "osg/images"],
    ["as it was", [current], "osg/images"],
    ["gone, or not to be seen", [answers.error(404, "Not Found")], undefined],
  ])("%s", async (_, queue, expected) => {
    const server = await serveGitHub(queue);
    const forge = await createForge({ repository: "osg/images", apiUrl: server.url, token: "s3cret" });
    const name = await forge.currentName("osg/old");
    await server.close();
    expect(name).toBe(expected);
    expect(server.requests[0]?.line).toBe("GET /repos/osg/old");
    expect(server.requests).toHaveLength(queue.length);
  });
});

describe("the tip of a branch", () => {
  test("takes one request, with the token", async () => {
    const { tip, server } = await ask([found], "main", "s3cret");
    expect(tip).toBe(sha);
    expect(server.requests).toEqual([{ line: "GET /repos/osg/images/git/ref/heads%2Fmain", authorization: "token s3cret" }]);
  });

  test("needs no token", async () => {
    const { tip, server } = await ask([found]);
    expect([tip, server.requests[0]?.authorization]).toEqual([sha, undefined]);
  });

  test("of a branch with a slash, and odd characters", async () => {
    const { server } = await ask([found], "release/25?#&");
    expect(server.requests[0]?.line).toBe("GET /repos/osg/images/git/ref/heads%2Frelease%2F25%3F%23%26");
  });

  const reset = String(Math.floor(Date.UTC(2030, 0, 1, 6, 17) / 1000));
  const soon = { "retry-after": "1", "x-ratelimit-remaining": "4000" };
  test.each<[string, Answer[]]>([
    ["502", [answers.error(502, "Server Error"), found]],
    ["503, three times", [...Array.from({ length: 3 }, () => answers.error(503, "Service Unavailable")), found]],
    ["a cut connection", [{ status: 0, drop: true }, found]],
    ["a secondary rate limit", [answers.error(403, "You have exceeded a secondary rate limit.", soon), found]],
  ])("is asked for again after %s", async (_, queue) => {
    const { tip, server } = await ask(queue);
    expect([tip, server.requests.length]).toEqual([sha, queue.length]);
  });

  test.each<[string, Answer, string, number, string]>([
    ["401", answers.error(401, "Bad credentials"), "github-denied", 1, "does not accept the token"],
    ["403", answers.error(403, "Resource not accessible by integration"), "github-denied", 1, "`contents: read`"],
    ["404", answers.error(404, "Not Found"), "github-not-found", 1, "`contents: read`"],
    [
      "a used-up limit",
      answers.error(403, "API rate limit exceeded", { "x-ratelimit-remaining": "0", "x-ratelimit-reset": reset }),
      "github-rate-limit",
      1,
      "until 06:17 UTC",
    ],
    [
      "a long wait",
      answers.error(429, "You have exceeded a secondary rate limit", { "retry-after": "600" }),
      "github-rate-limit",
      1,
      "Run again",
    ],
    ["502 for good", answers.error(502, "Server Error"), "github-failed", 4, "502"],
    ["no connection", { status: 0, drop: true }, "github-unreachable", 4, "GITHUB_API_URL"],
    ["an answer without a commit", { status: 200, body: { object: { sha: "main" } } }, "github-failed", 1, "names no commit"],
    ["an empty answer", { status: 200, body: {} }, "github-failed", 1, "names no commit"],
  ])("fails after %s", async (_, answer, code, requests, text) => {
    const { failure, server } = await ask([answer], "main", "s3cret");
    expect(failure?.problems).toEqual([{ code, message: expect.stringContaining(text), severity: "error" }]);
    expect(server.requests.length).toBe(requests);
    expect(JSON.stringify(failure, Object.getOwnPropertyNames(failure))).not.toContain("s3cret");
  });

  test("is asked for through a proxy, where there is one", async () => {
    const server = await serveGitHub([found]);
    const proxy = await serveProxy(server.url);
    const settings = { http_proxy: proxy.url, GITHUB_API_URL: "http://api.github.test", NO_PROXY: "" };
    const before = Object.keys(settings).map((name) => [name, process.env[name]] as const);
    Object.assign(process.env, settings);
    try {
      const forge = await createForge({ repository: "osg/images", apiUrl: "http://api.github.test" });
      expect(await forge.tip("main")).toBe(sha);
      expect(proxy.asked).toEqual(["api.github.test:80"]);
      process.env["NO_PROXY"] = "10.0.0.0/8, *.github.test";
      const direct = await createForge({ repository: "osg/images", apiUrl: "http://api.github.test", second: 1 });
      await expect(direct.tip("main")).rejects.toThrow(/Could not reach GitHub/); // nobody has that name
      expect(proxy.asked).toHaveLength(1);
    } finally {
      for (const [name, value] of before) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
      await Promise.all([proxy.close(), server.close()]);
    }
  });
});
