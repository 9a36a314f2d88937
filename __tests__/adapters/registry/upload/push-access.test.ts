import { describe, expect, test } from "@jest/globals";
import { codeOf, faultyServers, registry } from "../../../support/faulty-registry.ts";
import type { Reply, TestServer } from "../../../support/registry-server.ts";

const { server } = faultyServers();

describe("the right to push", () => {
  const began = (location: string): Reply => ({ status: 202, headers: { location } });
  test.each<[string, (origin: string) => Reply, string]>([
    ["granted, a relative place", () => began("/v2/a/blobs/uploads/1?state=x"), "no error"],
    ["granted, a whole place", (origin) => began(`${origin}/v2/a/blobs/uploads/1`), "no error"],
    ["granted, without a place", () => ({ status: 202 }), "registry-invalid"],
    ["200, a page of a proxy", () => ({ status: 200, body: "<html>" }), "registry-invalid"],
    ["403", () => ({ status: 403 }), "registry-login"],
    [
      "404, a project that is missing",
      () => ({ status: 404, body: '{"errors":[{"code":"NOT_FOUND","message":"project not found"}]}' }),
      "registry-missing",
    ],
    ["405", () => ({ status: 405, body: '{"errors":[{"code":"UNSUPPORTED"}]}' }), "registry-denied"],
    ["503", () => ({ status: 503 }), "registry-failed"],
  ])("%s", async (_, reply, expected) => {
    const made: TestServer = await server(({ method }) => (method === "POST" ? reply(made.origin) : { status: 500 }));
    expect(await codeOf(registry.assertCanPush(`${made.host}/a`))).toMatch(new RegExp(`^${expected}`));
    if (expected !== "no error") return;
    expect(made.received[0]).toMatchObject({ method: "POST", path: "/v2/a/blobs/uploads/" });
    expect(made.received.slice(1)).toContainEqual(
      expect.objectContaining({ method: "DELETE", path: expect.stringMatching(/uploads\/1/) }),
    );
  });
});
