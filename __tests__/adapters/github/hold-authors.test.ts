import { describe, expect, test } from "@jest/globals";
import type { Role } from "../../support/github-issues.ts";
import { failure, holdHub } from "../../support/hold-hub.ts";

const hub = holdHub();

describe("whose holds count", () => {
  test.each<[Role, boolean]>([
    ["admin", true],
    ["maintain", true],
    ["write", true],
    ["triage", false],
    ["read", false],
    ["none", false],
    ["absent", false],
  ])("a person's with the role %s: %s", async (role, counts) => {
    hub.github.permissions.set("octo", role);
    hub.put(1, { author: "octo" });
    expect(await hub.list()).toEqual([expect.objectContaining({ author: "octo", counts })]);
  });

  test.each<[string, object, boolean]>([
    ["a role of the organisation's own that may write", { permission: "write", role_name: "releaser" }, true],
    ["a role of the organisation's own that may read", { permission: "read", role_name: "auditor" }, false],
    ["no name of a role, as older servers have it", { permission: "admin" }, true],
  ])("with %s", async (_, body, counts) => {
    hub.put(1, { author: "octo" });
    hub.github.onRequest = (line) => (line.includes("/collaborators/") ? { status: 200, body } : undefined);
    expect(await hub.list()).toEqual([expect.objectContaining({ counts })]);
  });

  test("the repository's Actions bot's, unasked", async () => {
    hub.put(1);
    expect(await hub.counting()).toEqual([1]);
    expect(hub.github.requests).toHaveLength(2);
  });

  test("not a person's who is called like it", async () => {
    hub.put(1).author = { login: "github-actions[bot]", type: "User" };
    hub.put(2, { author: "github-actions" });
    expect(await hub.counting()).toEqual([]);
  });

  test("not those of an account that is gone", async () => {
    hub.put(1, { author: null });
    expect(await hub.list()).toEqual([expect.objectContaining({ author: "ghost", counts: false })]);
  });

  test("the bot's whose token this is, and no other one's", async () => {
    hub.github.login = "release-app[bot]";
    hub.put(1, { author: "release-app[bot]" });
    hub.put(2, { author: "release-app[bot]" });
    hub.put(3, { author: "other-app[bot]" });
    expect(await hub.counting()).toEqual([2, 1]);
    expect(hub.requested("POST /graphql")).toHaveLength(2);
    expect(hub.requested("GET /repos/osg/images/collaborators/")).toEqual([]);
  });

  test.each(["permission", "whose token it is"])("is not decided when it cannot be asked: %s", async (what) => {
    hub.put(1, { author: what === "permission" ? "octo" : "other-app[bot]" });
    let fails = true;
    const isIt = (line: string) => line.includes("/collaborators/") || line.startsWith("POST /graphql");
    hub.github.onRequest = (line) => (fails && isIt(line) ? { status: 502 } : undefined);
    expect((await failure(hub.forge.holds("open"))).problems[0]?.code).toBe("github-failed");
    fails = false;
    hub.github.permissions.set("octo", "write");
    expect(await hub.counting()).toEqual(what === "permission" ? [1] : []);
  });

  test("of 300 strangers, 50 are asked about; nobody who may write is lost among them", async () => {
    hub.github.permissions.set("maintainer", "maintain").set("secret-member", "write").set("first", "write");
    hub.put(1, { author: "first" });
    hub.flood(300);
    hub.put(2000, { author: "maintainer", association: "COLLABORATOR" });
    hub.put(2001, { author: "secret-member", association: "CONTRIBUTOR" });
    expect(await hub.counting()).toEqual([2001, 2000, 1]);
    expect(hub.requested("GET /repos/osg/images/collaborators/")).toHaveLength(51);

    hub.github.permissions.set("owner", "admin").set("late", "write");
    hub.put(2002, { author: "owner", association: "OWNER" });
    hub.put(2003, { author: "late", association: "NONE" });
    expect(await hub.counting()).toEqual([2002, 2001, 2000, 1]);
    expect(hub.requested("GET /repos/osg/images/collaborators/")).toHaveLength(52);
  });

  test("an open one's author comes before those of closed ones", async () => {
    hub.github.permissions.set("octo", "write");
    hub.flood(60, 1, { state: "closed" });
    hub.put(100, { author: "octo" });
    expect(await hub.counting("all")).toEqual([100]);
  });

  test("a login is never more than a part of a path", async () => {
    hub.put(1, { author: "../../../user?x=#" });
    expect(await hub.counting()).toEqual([]);
    expect(hub.requested("GET /repos/osg/images/collaborators/")).toEqual([
      "GET /repos/osg/images/collaborators/..%2F..%2F..%2Fuser%3Fx%3D%23/permission",
    ]);
  });

  test("texts are handed on as they are, however large", async () => {
    const body = `<!-- tagstream -->\n${"\u{1F4A3}</details>".repeat(5000)}`;
    hub.flood(30, 1, { title: "`@everyone` ]]>", body });
    const holds = await hub.list();
    expect(holds.map((hold) => hold.body === body && hold.title === "`@everyone` ]]>" && !hold.counts)).toEqual(
      Array.from({ length: 30 }, () => true),
    );
  });
});
