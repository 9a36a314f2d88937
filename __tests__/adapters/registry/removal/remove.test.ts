/** A tag that is to go: registries that remove it alone, that cannot, that take others along, and that lie. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { createRegistry } from "../../../../src/adapters/registry/index.ts";
import { isDigest } from "../../../../src/core/lib/digest.ts";
import type { Manifest, Removal } from "../../../../src/ports/registry.ts";
import { describeRemoval } from "../../../support/registry-contract/removal.ts";
import { startInProcessRegistry } from "../../../support/registry-in-process/index.ts";
import { indexType, type MemoryRegistry, memoryRegistry, type Removing } from "../../../support/removal-registry.ts";

const registry = createRegistry({ environment: { PATH: "", DOCKER_CONFIG: "/nonexistent" }, retry: { scale: 0.001 } });
const own = "rc.release.pr-2";
let lines: string[] = [];
const log = { line: (text: string) => void lines.push(text), end: () => {} };
const servers: MemoryRegistry[] = [];

beforeEach(() => {
  lines = [];
});
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function start(removing: Removing, more?: Parameters<typeof memoryRegistry>[1]): Promise<MemoryRegistry> {
  const server = await memoryRegistry(removing, more);
  servers.push(server);
  return server;
}

/** The image of #2, which a tag by inputs hash names, too, beside #267's and the stream's. */
async function shared(removing: Removing, more?: Parameters<typeof memoryRegistry>[1]): Promise<MemoryRegistry> {
  const server = await start(removing, more);
  server.push("of #2", own, "rc.release.4be1c0ff4be1");
  server.push("of #267", "rc.release.pr-267");
  server.push("published", "release", "latest");
  return server;
}

const remove = ({ host }: MemoryRegistry, ...tags: string[]): Promise<Removal[]> =>
  registry.removeTags(`${host}/osg/squid`, tags, log);

const others = ["latest", "rc.release.4be1c0ff4be1", "rc.release.pr-267", "release"];

describe.each<[Removing]>([["by tag"], ["by digest"]])("a registry that removes %s", (removing) => {
  test("loses the tag and nothing else", async () => {
    const server = await shared(removing);
    const before = new Map(server.tags);
    const removed = before.get(own);
    expect(await remove(server, own)).toEqual([{ tag: own, outcome: "removed" }]);
    before.delete(own);
    expect(server.tags).toEqual(before);
    for (const digest of before.values()) expect(server.manifests.has(digest)).toBe(true);
    expect(lines).toEqual([`removed ${own} (${removed}) from ${server.host}/osg/squid`]);
  });

  test("is not asked to remove what is not there", async () => {
    const server = await start(removing);
    server.push("of #267", "rc.release.pr-267");
    expect(await remove(server, own)).toEqual([{ tag: own, outcome: "absent" }]);
    expect(server.received.map(({ method }) => method)).not.toContain("DELETE");
  });

  test("a second time, does nothing", async () => {
    const server = await shared(removing);
    await remove(server, own);
    expect(await remove(server, own)).toEqual([{ tag: own, outcome: "absent" }]);
  });
});

test("a tag that has to stay is left alone, whatever shows it; the others go", async () => {
  const server = await shared("by tag");
  const before = new Map(server.tags);
  const asked: string[] = [];
  const whyStays = async (tag: string, { digest }: Manifest) => {
    asked.push(tag);
    return digest === before.get("rc.release.pr-267") ? "it is another's" : undefined;
  };
  const removals = await registry.removeTags(
    `${server.host}/osg/squid`,
    ["rc.release.pr-267", own, "rc.gone.pr-2"],
    log,
    whyStays,
  );
  expect(removals).toEqual([
    { tag: "rc.release.pr-267", outcome: "kept", reason: "it is another's" },
    { tag: own, outcome: "removed" },
    { tag: "rc.gone.pr-2", outcome: "absent" },
  ]);
  expect(asked).toEqual(["rc.release.pr-267", own]);
  before.delete(own);
  expect(server.tags).toEqual(before);
  expect(lines.join("\n")).toContain("rc.release.pr-267 stays in");
});

describe("a registry that cannot: the tag stays as it was, with the reason", () => {
  test.each<[string, Removing, string]>([
    ["switched off", "nothing", "does not allow removing tags (it answered 405)"],
    ["no right", { status: 403, code: "DENIED" }, "may not remove tags"],
    ["a rule for immutable tags", { status: 412, code: "DENIED" }, "makes it immutable"],
    ["the same in words", { status: 409, code: "TAG_IMMUTABLE" }, "makes it immutable"],
    ["an image that another one needs", { status: 409, code: "DENIED" }, "does not allow removing tags (it answered 409)"],
    ["not made for it", { status: 501, code: "UNSUPPORTED" }, "does not allow removing tags (it answered 501)"],
    ["unsupported", { status: 400, code: "UNSUPPORTED" }, "does not allow removing tags (it answered 400)"],
    ["a lie", "says so", "confirmed the removal but still shows the tag"],
  ])("%s", async (_, removing, reason) => {
    const server = await shared(removing);
    const before = new Map(server.tags);
    expect(await remove(server, own)).toEqual([{ tag: own, outcome: "kept", reason: expect.stringContaining(reason) }]);
    expect(server.tags).toEqual(before);
    expect(lines.join("\n")).toContain(reason);
  });

  test("distribution 2 with removal switched off never shows the empty image", async () => {
    const server = await shared("by digest", ({ method, path }) =>
      method === "DELETE" && path.includes("sha256") ? { status: 405 } : undefined,
    );
    const before = new Map(server.tags);
    expect((await remove(server, own))[0]).toMatchObject({
      outcome: "kept",
      reason: expect.stringContaining("removal disabled"),
    });
    expect(server.tags).toEqual(before);
    expect(server.received.map(({ method }) => method)).not.toContain("PUT");
  });

  test("distribution 2 that fails half-way shows the image again", async () => {
    let deletes = 0;
    const server = await shared("by digest", ({ method, path }) =>
      method === "DELETE" && path.includes("sha256") && ++deletes > 1 ? { status: 405 } : undefined,
    );
    const before = new Map(server.tags);
    expect((await remove(server, own))[0]).toMatchObject({ outcome: "kept" });
    expect(server.tags).toEqual(before);
  });
});

describe("a failure that may pass: running again helps, and the tag stays as it was", () => {
  test.each<[string, Removing, string]>([
    ["too many requests", { status: 429, code: "TOOMANYREQUESTS" }, "limits requests"],
    ["a defect of its own", { status: 500, code: "UNKNOWN" }, "answered 500 to remove"],
    ["not well", { status: 503, code: "UNAVAILABLE" }, "answered 503 to remove"],
  ])("%s", async (_, removing, reason) => {
    const server = await shared(removing);
    const before = new Map(server.tags);
    expect(await remove(server, own)).toEqual([{ tag: own, outcome: "failed", reason: expect.stringContaining(reason) }]);
    expect(server.tags).toEqual(before);
  });

  test("while it is asked whether it is a Harbor", async () => {
    const server = await shared({ status: 400, code: "UNSUPPORTED" }, ({ path }) =>
      path === "/api/v2.0/systeminfo" ? { status: 503 } : undefined,
    );
    expect(await remove(server, own)).toMatchObject([{ outcome: "failed", reason: expect.stringContaining("answered 503") }]);
  });

  test.each([
    ["before the tag is moved", 0],
    ["after it was moved", 1],
  ])("distribution 2, %s", async (_, allowed) => {
    let deletes = 0;
    const server = await shared("by digest", ({ method, path }) =>
      method === "DELETE" && path.includes("sha256") && ++deletes > allowed ? { status: 503 } : undefined,
    );
    const before = new Map(server.tags);
    expect(await remove(server, own)).toMatchObject([{ outcome: "failed", reason: expect.stringContaining("answered 503") }]);
    expect(server.tags).toEqual(before);
    expect(server.received.some(({ method }) => method === "PUT")).toBe(allowed > 0);
  });
});

test("a registry that takes others along gets them back, and nothing more is removed there", async () => {
  const server = await shared("greedy");
  server.push("of #2 in testing", "rc.testing.pr-2");
  const before = new Map(server.tags);
  expect(await remove(server, own, "rc.testing.pr-2")).toEqual([
    { tag: own, outcome: "failed", reason: expect.stringContaining("rc.release.4be1c0ff4be1 along with") },
    { tag: "rc.testing.pr-2", outcome: "kept", reason: expect.stringContaining("deleted other tags too") },
  ]);
  before.delete(own);
  expect(server.tags).toEqual(before);
});

test("so do they where their image is shown for a moment longer", async () => {
  let looks = 0;
  const server = await shared("greedy", ({ method, path }, { manifests }) => {
    const digest = /sha256:\w+$/.exec(path)?.[0] ?? "";
    const shown = method === "HEAD" && isDigest(digest) && !manifests.has(digest) && ++looks < 3;
    return shown ? { headers: { "content-type": indexType, "docker-content-digest": digest } } : undefined;
  });
  const before = new Map(server.tags);
  expect(await remove(server, own)).toMatchObject([{ outcome: "failed" }]);
  before.delete(own);
  expect(server.tags).toEqual(before);
});

describe.each<[Removing]>([["by tag"], ["by digest"]])("two pull requests of one image, %s", (removing) => {
  test("a tag that another run removes meanwhile is not put back", async () => {
    const server = await shared(removing, ({ method }, { tags }) => {
      if (method === "DELETE") tags.delete("rc.release.pr-1");
      return undefined;
    });
    server.push("of #2", "rc.release.pr-1");
    expect(await remove(server, own)).toEqual([{ tag: own, outcome: "removed" }]);
    expect([...server.tags.keys()].sort()).toEqual(others);
  });

  test("closed at once, both lose their tags", async () => {
    const server = await shared(removing);
    server.push("of #2", "rc.release.pr-1");
    expect((await Promise.all([remove(server, "rc.release.pr-1"), remove(server, own)])).flat()).toEqual([
      { tag: "rc.release.pr-1", outcome: "removed" },
      { tag: own, outcome: "removed" },
    ]);
    expect([...server.tags.keys()].sort()).toEqual(others);
  });

  test("the last two tags of an image, too", async () => {
    const server = await start(removing);
    server.push("of #2", own, "rc.release.pr-1");
    const removals = await Promise.all([remove(server, "rc.release.pr-1"), remove(server, own)]);
    expect(removals.flat().map(({ outcome }) => outcome)).toEqual(["removed", "removed"]);
    expect(server.tags.size).toBe(0);
  });
});

test("a tag that somebody moves meanwhile stays", async () => {
  const server = await shared("by tag", ({ method }, { push }) => {
    if (method !== "DELETE") return undefined;
    push("of another run", own);
    return { status: 202 };
  });
  expect((await remove(server, own))[0]).toMatchObject({ outcome: "kept", reason: expect.stringContaining("another run") });
  expect([...server.tags.keys()].sort()).toEqual([...others, own].sort());
});

test("a registry that cannot be reached fails every tag, and throws nothing", async () => {
  const server = await shared("by tag");
  servers.splice(servers.indexOf(server), 1);
  await server.close();
  const removals = await remove(server, own, "rc.testing.pr-2");
  expect(removals.map(({ outcome }) => outcome)).toEqual(["failed", "failed"]);
});

describeRemoval("in the tests' own process, as distribution 3", async () => startInProcessRegistry());
describeRemoval("in the tests' own process, as distribution 2", async () => startInProcessRegistry({ version: 2 }));
