import { createHash } from "node:crypto";
import type { Digest } from "../../src/core/digest.ts";

export const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex");

/** JSON is YAML. A registry with a `?` behind its name is optional. */
export function configuration(registries: readonly string[], hasChild: boolean): string {
  const entries = registries.map((name) => (name.endsWith("?") ? { name: name.slice(0, -1), required: false } : name));
  const images = { squid: { context: "squid" }, ...(hasChild ? { front: { context: "front", base: "squid" } } : {}) };
  return JSON.stringify({ registries: entries, streams: { release: {} }, images });
}

export type Base = { uri: string; digest: Digest };

export const onImage = (digest: Digest | undefined): Base => ({
  uri: `pkg:docker/one.example.org/osg/squid?digest=${digest}`,
  digest: digest as Digest,
});

/** What `front` is made of, on a base that is made of this. */
export const childHash = (base: string): string => hashOf(`front on ${base}`);

export const dateOf = (minute: number): Date => new Date(Date.UTC(2026, 10, 23, 6, 0) + minute * 60_000);

/** The timestamp of a minute: `20261123-0600` is the first. */
export function stampOf(minute: number): string {
  return dateOf(minute).toISOString().slice(0, 16).replaceAll("-", "").replace("T", "-").replace(":", "");
}
