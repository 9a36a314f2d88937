import { describe, expect, test } from "@jest/globals";
import { codeOf, faultyServers, manifest, other, registry, stated } from "../../../support/faulty-registry.ts";

const { server } = faultyServers();

describe("what is put is confirmed", () => {
  const putting = (shown: (looks: number) => string | undefined) => {
    let looks = 0;
    return server(({ method }) => {
      if (method === "PUT") return { status: 201 };
      const digest = shown(++looks);
      return digest === undefined ? { status: 404 } : { headers: stated(digest) };
    });
  };

  test("by a registry that shows it a little later", async () => {
    const { host, received } = await putting(
      (looks) => [undefined, undefined, other.digest][looks] ?? (looks > 2 ? manifest.digest : undefined),
    );
    await registry.putManifest(`${host}/a`, "release", manifest);
    expect(received.map(({ method }) => method)).toEqual(["PUT", "HEAD", "HEAD", "HEAD"]);
    expect(received[0]?.headers["content-type"]).toBe(manifest.mediaType);
  });

  test.each([
    ["another digest", other.digest],
    ["nothing", undefined],
  ])("never: %s", async (_, shown) => {
    const { host } = await putting(() => shown);
    expect(await codeOf(registry.putManifest(`${host}/a`, "release", manifest))).toMatch(
      new RegExp(`^registry-changed: .*shows ${shown ?? "nothing"}`),
    );
  });
});
