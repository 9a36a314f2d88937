import { describe, expect, test } from "@jest/globals";
import { codeOf, faultyServers, manifest, other, registry, stated } from "../../../support/faulty-registry.ts";
import type { Reply } from "../../../support/registry-server.ts";

const { server } = faultyServers();

describe("a tag that must never be overwritten", () => {
  /** A registry with one tag: what a PUT does to it, and is answered. */
  async function claiming(put: (count: number, write: (digest: string) => void) => Reply) {
    let held: string | undefined;
    let puts = 0;
    const made = await server(({ method }) => {
      if (method === "PUT") return put(++puts, (digest) => (held = digest));
      return held === undefined ? { status: 404 } : { headers: stated(held) };
    });
    const claim = () => registry.claim(`${made.host}/app`, "t", manifest);
    return { claim, received: made.received, holds: () => held };
  }
  const created: Reply = { status: 201, headers: { "docker-content-digest": manifest.digest } };

  test("is not put when it is there", async () => {
    const { claim, received } = await claiming(() => created);
    const taken = await server(() => ({ headers: stated(other.digest) }));
    expect(await registry.claim(`${taken.host}/app`, "t", manifest)).toBe(other.digest);
    expect(taken.received.map(({ method }) => method)).toEqual(["HEAD"]);
    expect(await codeOf(claim())).toContain("shows nothing there");
    expect(received.filter(({ method }) => method === "PUT")).toHaveLength(1);
  });

  test.each<[string, Reply]>([
    ["503", { status: 503 }],
    ["429", { status: 429, headers: { "retry-after": "1" } }],
    ["a broken connection", { destroy: true }],
  ])("after %s it is looked at again: what somebody else wrote meanwhile stays", async (_, reply) => {
    const { claim, received } = await claiming((_count, write) => {
      write(other.digest);
      return reply;
    });
    expect(await claim()).toBe(other.digest);
    expect(received.map(({ method }) => method)).toEqual(["HEAD", "PUT", "HEAD"]);
  });

  test("a PUT whose answer was lost is not repeated", async () => {
    const { claim, received } = await claiming((_count, write) => {
      write(manifest.digest);
      return { destroy: true };
    });
    expect(await claim()).toBe(manifest.digest);
    expect(received.filter(({ method }) => method === "PUT")).toHaveLength(1);
  });

  test("one that failed without effect is repeated", async () => {
    const { claim, holds } = await claiming((count, write) => {
      if (count < 3) return { status: 500 };
      write(manifest.digest);
      return created;
    });
    expect(await claim()).toBe(manifest.digest);
    expect(holds()).toBe(manifest.digest);
  });

  const errors = (code: string, message: string) => JSON.stringify({ errors: [{ code, message }] });
  test.each<[string, Reply]>([
    ["Harbor", { status: 412, body: errors("PRECONDITION", "configured as immutable") }],
    ["Amazon ECR", { status: 400, body: errors("TAG_INVALID", "The image tag 't' already exists and cannot be overwritten") }],
    ["Azure", { status: 409, body: errors("OPERATION_DISALLOWED", "operation is disallowed on this registry, immutable") }],
    ["Google", { status: 403, body: errors("DENIED", "the tag is immutable") }],
  ])("a rule of the registry that keeps it (%s): what is there stays, and is told", async (_, reply) => {
    const { claim } = await claiming((_count, write) => {
      write(other.digest);
      return reply;
    });
    expect(await claim()).toBe(other.digest);
    const { claim: free } = await claiming(() => reply);
    expect(await codeOf(free())).toContain("registry-immutable");
  });

  test("somebody who was faster, though the registry said yes, is told", async () => {
    const { claim } = await claiming((_count, write) => {
      write(other.digest);
      return created;
    });
    expect(await claim()).toBe(other.digest);
  });
});
