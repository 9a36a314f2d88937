import { createHash } from "node:crypto";
import { plainStyle } from "../../src/core/lib/text/style.ts";
import type { Unit } from "../../src/core/unit/unit.ts";
import type { Ports } from "../../src/ports/index.ts";

export const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex");

/** What `front` is made of, on a base that is made of this. */
export const childHash = (base: string): string => hashOf(`front on ${base}`);

/** The commit that is made of this: `A`, `B`. */
export const commitOf = (inputs: string): string => hashOf(inputs).slice(0, 40);

/** The time at a minute after the beginning. */
export const dateOf = (minute: number): Date => new Date(Date.UTC(2026, 10, 23, 6, 0) + minute * 60_000);

/** The timestamp of a minute: `20261123-0600` is the first. */
export function publicationIdOf(minute: number): string {
  return dateOf(minute).toISOString().slice(0, 16).replaceAll("-", "").replace("T", "-").replace(":", "");
}

/** JSON is YAML. A registry with a `?` behind its name is optional. */
export function configuration(registries: readonly string[], hasChild: boolean, aliases: readonly string[] = []): string {
  const entries = registries.map((name) => (name.endsWith("?") ? { name: name.slice(0, -1), required: false } : name));
  const ofAliases = aliases.length === 0 ? {} : { aliases: aliases.map((tag) => ({ tag })) };
  const images = {
    squid: { context: "squid", ...ofAliases },
    ...(hasChild ? { front: { context: "front", base: "squid" } } : {}),
  };
  return JSON.stringify({ registries: entries, streams: { release: {} }, images });
}

/** What a model has of a run. */
interface ModelRun {
  /** What the checked-out commit is made of. */
  inputs: string;
  /** What the branch's tip is made of. */
  tip: string;
  /** The configuration. */
  text: string;
  /** Takes what is said. */
  reported: string[];
}

/** A work tree that is made of one word, and a log: what of the ports is neither registry, forge, nor clock. */
export function modelPorts({ inputs, tip, text, reported }: ModelRun) {
  return {
    repository: {
      root: "/",
      head: async () => commitOf(inputs),
      changes: async () => [],
      read: async () => undefined,
      resolve: async () => undefined,
      remoteTip: async () => commitOf(tip),
    },
    files: {
      kindOf: (path: string) => (path.endsWith(".yml") || path.endsWith("Dockerfile") ? "file" : "folder"),
      read: async () => text,
    },
    hasherOf: () => ({
      // What a unit is made of is one word: its own, or its base's.
      sha256: (form: string) => {
        const { context, base } = JSON.parse(form) as { context: { hash: string }; base: { hash: string } | null };
        return base === null ? context.hash : childHash(base.hash);
      },
      filesOf: async (_: string, units: readonly Unit[]) => {
        const hash = { hash: hashOf(inputs) };
        return new Map(
          units.map(({ name }) => [name, { inputs: { context: hash, dockerfile: hash, contexts: {} }, tests: hashOf("tests") }]),
        );
      },
    }),
    reporter: {
      style: plainStyle,
      line: (line: string) => reported.push(line),
      group: () => ({ line: (line: string) => reported.push(line), end: () => {} }),
      problem: ({ message }: { message: string }) => reported.push(message),
      explain: () => {},
      errorPage: undefined,
      summary: async () => {},
      output: () => {},
    },
  } as unknown as Omit<Ports, "registry" | "forge" | "clock">;
}
