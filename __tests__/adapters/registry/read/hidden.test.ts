import { describe, expect, test } from "@jest/globals";
import { codeOf, faultyServers, registry } from "../../../support/faulty-registry.ts";
import type { Reply } from "../../../support/registry-server.ts";

const { server } = faultyServers();

describe("a repository that the registry hides", () => {
  const hiding = (list: Reply, push: number) =>
    server(({ method, path }) => {
      if (method === "POST") return { status: push, headers: { location: "/v2/a/blobs/uploads/1" } };
      return path.includes("tags/list") ? list : { status: 403 };
    });
  test("is absent when we may push to it", async () => {
    for (const list of [{ status: 403 }, { status: 404, body: '{"errors":[]}' }]) {
      const { host } = await hiding(list, 202);
      expect(await registry.resolve(`${host}/a`, "release")).toBeUndefined();
      expect(await registry.manifest(`${host}/a`, "release")).toBeUndefined();
      expect(await registry.tags(`${host}/a`)).toEqual([]);
    }
  });
  test("is refused when we may not, or when its tags can be listed", async () => {
    const closed = await hiding({ status: 403 }, 403);
    expect(await codeOf(registry.resolve(`${closed.host}/a`, "release"))).toMatch(/^registry-login/);
    expect(await codeOf(registry.tags(`${closed.host}/a`))).toMatch(/^registry-login/);
    const listed = await hiding({ body: '{"tags":["release"]}' }, 202);
    expect(await codeOf(registry.resolve(`${listed.host}/a`, "release"))).toMatch(/^registry-login/);
  });
});
