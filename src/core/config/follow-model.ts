import type { Follows } from "../follow/follows.ts";
import { parseDuration } from "../lib/time/duration.ts";
import type { Path } from "./document/document.ts";
import type { StreamsConfig } from "./schema/schema.ts";
import { type TestModel, testModelOf } from "./test-model.ts";

/** The times of a stream that follows another one, if the configuration has none. */
const defaults = { soak: "7d", shown: "1d" };

/** How a stream follows another one. Durations are milliseconds. */
export interface FollowModel {
  /** The stream that it follows. */
  source: string;
  /** The stream at the end of the chain, which has the builds. */
  root: string;
  /** All but what depends on the unit. */
  rules: Pick<Follows, "soak" | "shown" | "verified" | "verdict">;
  /** Globs over its units. */
  together: boolean | readonly string[];
  tests: readonly TestModel[];
  path: Path;
}

/** The streams that follow others, by name. One that follows nothing in the end is left out: `checks/follow.ts` reports it. */
export function followModelsOf(streams: StreamsConfig = {}, today?: string): Map<string, FollowModel> {
  const models = new Map<string, FollowModel>();
  for (const [name, stream] of Object.entries(streams)) {
    const root = rootOf(streams, name);
    if (stream?.follows === undefined || root === undefined) continue;
    const { soak: written = defaults.soak, shown = defaults.shown, verified, verdict = "optional", together = false } = stream;
    const soak = parseDuration(written);
    models.set(name, {
      source: stream.follows,
      root,
      rules: {
        soak,
        shown: Math.min(parseDuration(shown), soak),
        ...(verified === undefined ? {} : { verified: parseDuration(verified) }),
        verdict,
      },
      together,
      tests: (stream.tests ?? []).map((test, index) => testModelOf(test, ["streams", name, "tests", index], today)),
      path: ["streams", name],
    });
  }
  return models;
}

/** The stream from which a chain of followers starts: itself without `follows`. Undefined for a circle, and after an unknown name. */
export function rootOf(streams: StreamsConfig, name: string): string | undefined {
  const seen = new Set<string>();
  let at = name;
  while (Object.hasOwn(streams, at) && !seen.has(at)) {
    const follows = streams[at]?.follows;
    if (follows === undefined) return at;
    seen.add(at);
    at = follows;
  }
  return undefined;
}
