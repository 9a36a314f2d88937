import { describe, expect, test } from "@jest/globals";
import type { GitHub } from "../../support/github-server.ts";
import { broken, denied, failure, holdHub, limited, page } from "../../support/hold-hub.ts";

const hub = holdHub();

describe("every request that fails is explained", () => {
  const calls: [string, RegExp, () => Promise<unknown>, string][] = [
    ["whether there are issues", /^GET \/repos\/osg\/images$/, () => hub.forge.holds("open"), "issues: read"],
    ["the list", /^GET .*\/issues\?/, () => hub.forge.holds("open"), "issues: read"],
    ["a later page", /^GET .*&page=2/, () => hub.forge.holds("all"), "issues: read"],
    ["an author", /^GET .*\/collaborators\//, () => hub.forge.holds("open"), "own token"],
    ["whose token it is", /^POST \/graphql/, () => hub.forge.holds("open"), "issues: read"],
    ["the label", /^POST .*\/labels/, () => hub.forge.openHold("x", "y"), "issues: write"],
    ["the issue", /^POST .*\/issues$/, () => hub.forge.openHold("x", "y"), "issues: write"],
    ["a change", /^PATCH .*\/issues\/1000$/, () => hub.forge.updateHold(1000, "x", "y"), "issues: write"],
    ["the issue's state", /^GET .*\/issues\/1000$/, () => hub.forge.closeHold(1000), "issues: write"],
    ["its closing", /^PATCH .*\/issues\/1000$/, () => hub.forge.closeHold(1000), "issues: write"],
  ];
  const faults: [string, ReturnType<GitHub["onRequest"]>, string][] = [
    ["403", denied, "github-denied"],
    ["404", { status: 404, body: { message: "Not Found" } }, "github-not-found"],
    ["401", { status: 401, body: { message: "Bad credentials" } }, "github-denied"],
    ["429", limited, "github-rate-limit"],
    ["500", { status: 500, body: { message: "Server Error" } }, "github-failed"],
    ["a cut connection", { drop: true }, "github-unreachable"],
    ["half the answer", broken, "github-failed"],
    ["a proxy's page", page, "github-failed"],
    ["another thing's answer", { status: 200, body: { message: "hello" } }, "github-failed"],
  ];
  // An issue that may have been opened is asked for again: "opening" has that.
  const isLost = (call: string, code: string) => call === "the issue" && /failed|unreachable/.test(code);
  const table = calls.flatMap(([call, pattern, work, permission]) =>
    faults
      .filter(([, , code]) => !isLost(call, code))
      .map(([fault, answer, code]) => ({ call, fault, pattern, work, permission, answer, code })),
  );
  // What a change is answered with does not matter; no user is told from a stranger by 404.
  const harmless = ({ call, fault, code }: (typeof table)[number]) =>
    (/^(a change|its closing|the label)$/.test(call) && code === "github-failed" && fault !== "500") ||
    (call === "an author" && fault === "404");

  const arrange = () => {
    hub.flood(101);
    hub.put(1, { author: "other-app[bot]" });
  };

  test.each(table.filter((row) => !harmless(row)))("$call: $fault", async ({ pattern, work, permission, answer, code }) => {
    arrange();
    hub.github.onRequest = (line) => (pattern.test(line) ? answer : undefined);
    const error = await failure(work());
    const says = answer?.status === 403 || answer?.status === 404 ? permission : "GitHub";
    expect(error.problems).toEqual([{ code, message: expect.stringContaining(says), severity: "error" }]);
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain("s3cret");
  });

  test.each(table.filter((row) => harmless(row)))("$call: $fault is harmless", async ({ pattern, work, answer }) => {
    arrange();
    hub.github.onRequest = (line) => (pattern.test(line) ? { ...answer, done: true } : undefined);
    await work();
  });

  test.each<[string, Partial<Record<string, unknown>>]>([
    ["without a number", { number: undefined }],
    ["with a number that is none", { number: "1" }],
    ["without a title", { title: null }],
    ["with a body that is no text", { body: { html: "x" } }],
    ["without an address", { html_url: undefined }],
    ["in a state that there is not", { state: "locked" }],
    ["made at no time", { created_at: "yesterday" }],
    ["by an author without a name", { user: {} }],
  ])("an issue %s", async (_, change) => {
    const whole = {
      number: 1,
      title: "t",
      body: null,
      html_url: "https://github.com/osg/images/issues/1",
      state: "open",
      created_at: "2026-11-20T06:00:00Z",
      user: null,
    };
    let body: object[] = [whole];
    hub.github.onRequest = (line) => (line.includes("/issues?") ? { status: 200, body } : undefined);
    expect(await hub.list()).toHaveLength(1);
    body = [{ ...whole, ...change }];
    expect((await failure(hub.forge.holds("open"))).problems[0]?.code).toBe("github-failed");
  });
});
