import type { Digest } from "../../src/core/lib/digest.ts";
import { parseTimestamp, type Timestamp } from "../../src/core/lib/time/timestamp.ts";
import type { Unit } from "../../src/core/unit/unit.ts";

/** A unit as the configuration would give it: `makeUnit("squid:release", { base: "base:release" })`. */
export function makeUnit(name: string, change: Partial<Unit> = {}): Unit {
  const [image = "", streamTag = ""] = name.split(":");
  return {
    name,
    image,
    stream: streamTag.split("-").at(-1) ?? "",
    variant: {},
    streamTag,
    aliases: [],
    destinations: [{ repository: `one.example.org/osg/${image}`, required: true }],
    required: true,
    platforms: ["linux/amd64"],
    build: { context: image, dockerfile: `${image}/Dockerfile`, args: {}, contexts: {}, secrets: [], labels: {} },
    tests: [],
    ...change,
  };
}

/** A well-formed digest that differs for each text. */
export function makeDigest(text: string): Digest {
  return `sha256:${Buffer.from(text.padEnd(32, ".")).toString("hex").slice(0, 64)}`;
}

export function timestamp(text: string): Timestamp {
  const parsed = parseTimestamp(text);
  if (!parsed) throw new TypeError(`not a timestamp: ${text}`);
  return parsed;
}
