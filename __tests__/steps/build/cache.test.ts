/** Looking up a cache, and building again without one. */
import { describe, expect, test } from "@jest/globals";
import type { BuildCache } from "../../../src/core/build/cache.ts";
import { failure } from "../../../src/core/lib/problems/problem.ts";
import type { Plan } from "../../../src/core/plan/plan.ts";
import { buildWithCaches, type Caches, cacheOfCall, cachesFor } from "../../../src/steps/build/cache.ts";
import { makePlan, makePlannedUnit } from "../../support/plans.ts";
import { makeDigest } from "../../support/units.ts";

const unit = makePlannedUnit("squid:release", { build: { ...makePlannedUnit("squid:release").build, cache: true } });
const repository = "one.example.org/osg/squid";
const cache = makeDigest("cache");
const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const manifest = (mediaType: string) => ({
  digest: cache,
  mediaType: "application/vnd.oci.image.manifest.v1+json",
  bytes: bytes({ config: { mediaType, digest: makeDigest("config") } }),
});
/** The configuration of a cache whose only step ran then. */
const ranAt = (createdAt: string) => bytes({ records: [{ layers: [{ createdAt }] }] });
const good = manifest("application/vnd.buildkit.cacheconfig.v0");

function writtenTo() {
  const lines: string[] = [];
  return { lines, log: { line: (text: string) => void lines.push(text) } };
}

async function found(
  intent: Plan["intent"],
  answer: () => Promise<ReturnType<typeof manifest> | undefined>,
  config = ranAt("2026-11-22T00:00:00Z"),
) {
  const asked: string[] = [];
  const { lines, log } = writtenTo();
  const registry = {
    manifest: (place: string, reference: string) => {
      asked.push(`${place}:${reference}`);
      return answer();
    },
    blob: async (place: string, digest: string) => {
      asked.push(`${place}@${digest}`);
      return config;
    },
  };
  const caches = await cachesFor(makePlan([unit], { intent }), unit, { severalNodes: false }, registry, log);
  return { cache: cacheOfCall(caches, unit), asked, lines };
}

describe("looking up a cache", () => {
  test("a candidate reads what it found, by digest, and writes nothing", async () => {
    expect(await found("candidate", async () => good)).toEqual({
      cache: { from: `${repository}@${cache}` },
      asked: [`${repository}:cache.release`, `${repository}@${makeDigest("config")}`],
      lines: [`reading the cache ${repository}:cache.release: its oldest step is 1 day old`],
    });
  });

  test("a rebuild asks nothing, and writes", async () => {
    const { cache, asked } = await found("rebuild", async () => good);
    expect({ cache, asked }).toEqual({ cache: { to: `${repository}:cache.release` }, asked: [] });
  });

  test.each<[string, () => Promise<ReturnType<typeof manifest> | undefined>, string]>([
    ["missing", async () => undefined, "there is none yet"],
    ["an image", async () => manifest("application/vnd.oci.image.config.v1+json"), "it is no build cache"],
    [
      "out of reach",
      () => Promise.reject(failure("registry-unreachable", "one.example.org is down.")),
      "one.example.org is down.",
    ],
    ["private", () => Promise.reject(failure("registry-denied", "Log in first.")), "Log in first."],
  ])("one that is %s is not read; a merge writes it all the same", async (_, answer, why) => {
    const { cache, lines } = await found("publish", answer);
    expect(cache).toEqual({ to: `${repository}:cache.release` });
    expect(lines).toEqual([`building without the cache ${repository}:cache.release: ${why}`]);
  });

  test("one that is too old is not read", async () => {
    const { cache, lines } = await found("candidate", async () => good, ranAt("2026-11-01T00:00:00Z"));
    expect(cache).toEqual({});
    expect(lines).toEqual([expect.stringMatching(/: its oldest step is 22 days old; the limit is 7 days$/)]);
  });

  test.each([
    ["on the runner of one platform", { platform: "linux/arm64", severalNodes: false }, ["linux/arm64"]],
    ["on a builder of several nodes", { severalNodes: true }, ["linux/amd64", "linux/arm64"]],
  ])("each platform has its own: %s", async (_, site, platforms) => {
    const here = { ...unit, platforms };
    const registry = { manifest: async () => undefined, blob: async () => bytes({}) };
    const caches = await cachesFor(makePlan([here], { intent: "rebuild" }), here, site, registry, writtenTo().log);
    for (const platform of platforms)
      expect(cacheOfCall(caches, { platforms: [platform] })).toEqual({
        to: `${repository}:cache.release.${platform.replace("/", "-")}`,
      });
  });

  test("a defect of Tagstream is no fault of a cache", async () => {
    await expect(found("check", () => Promise.reject(new TypeError("defect")))).rejects.toThrow("defect");
  });
});

describe("a build with a cache", () => {
  const only = (cache: BuildCache): Caches => new Map([["linux/amd64", cache]]);
  const broken = () => failure("build-failed", "blob unknown");

  test("that fails is built once more, without any", async () => {
    const { lines, log } = writtenTo();
    const tries: object[] = [];
    const caches = only({ from: "a@sha256:1", to: "a:cache.release" });
    const image = await buildWithCaches(caches, log, async (own) => {
      tries.push(own);
      if (own.size > 0) throw broken();
      return "built";
    });
    expect({ image, tries }).toEqual({ image: "built", tries: [caches, new Map()] });
    expect(lines).toEqual(["The build failed with the cache a@sha256:1. Building again without a cache."]);
  });

  test.each([
    [{ from: "a@sha256:1" }, 2],
    [{ to: "a:cache.release" }, 1],
    [{}, 1],
  ])("with %j, a Dockerfile that fails takes %i tries", async (own, tries) => {
    let count = 0;
    const failing = buildWithCaches(only(own), writtenTo().log, async () => {
      count++;
      throw broken();
    });
    await expect(failing).rejects.toThrow("blob unknown");
    expect(count).toBe(tries);
  });

  test("a defect of Tagstream is not tried again", async () => {
    let count = 0;
    const failing = buildWithCaches(only({ from: "a@sha256:1" }), writtenTo().log, async () => {
      count++;
      throw new TypeError("defect");
    });
    await expect(failing).rejects.toThrow("defect");
    expect(count).toBe(1);
  });
});
