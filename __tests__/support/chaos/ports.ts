import { createBuilder } from "../../../src/adapters/docker/buildx.ts";
import { createContainers } from "../../../src/adapters/docker/containers.ts";
import { createFiles } from "../../../src/adapters/files.ts";
import { createHasher } from "../../../src/adapters/git/hasher.ts";
import { createTokens } from "../../../src/adapters/github/pins/tokens.ts";
import { createRegistry } from "../../../src/adapters/registry/index.ts";
import { errorPageOf } from "../../../src/core/lib/problems/error-page.ts";
import { plainStyle } from "../../../src/core/lib/text/style.ts";
import type { Ports } from "../../../src/ports/index.ts";
import type { Reporter } from "../../../src/ports/reporter.ts";
import { lazyForge, lazyPinTargets } from "../../../src/wiring.ts";

/** The environment's entry with how long a registry may be silent, in milliseconds. */
export const idleLimit = "TAGSTREAM_CHAOS_IDLE_LIMIT";

/** What a command works with, waits between attempts scaled down for the tests, and everything that it shows. GitHub, where the environment names it. */
export function makePorts(
  environment: NodeJS.ProcessEnv,
  now: string,
): { ports: Omit<Ports, "repository">; captured: string[]; take(text: string): void } {
  const captured: string[] = [];
  const take = (text: string): void => {
    captured.push(text);
  };
  const reporter: Reporter = {
    style: plainStyle,
    errorPage: errorPageOf(),
    line: take,
    group: (title) => ({ line: (text) => take(`${title}: ${text}`), end: () => {} }),
    explain: () => {},
    problem: (problem) => take(JSON.stringify(problem)),
    summary: async (markdown) => take(markdown),
    output: (name, value) => take(`${name}=${value}`),
  };
  const apiUrl = environment["GITHUB_API_URL"];
  const forge = apiUrl && lazyForge({ repository: "osg/images", token: "t", apiUrl, second: 1 });
  const ports = {
    hasherOf: createHasher,
    registry: createRegistry({ environment, retry: { scale: 0.002 }, idleTimeout: Number(environment[idleLimit]) }),
    builder: createBuilder(),
    containers: createContainers(),
    ...(forge ? { forge } : {}),
    pinTargets: lazyPinTargets(createTokens({ environment, token: "t" }), {
      own: "osg/images",
      second: 1,
      ...(apiUrl ? { apiUrl } : {}),
    }),
    files: createFiles(),
    clock: { now: () => new Date(now) },
    reporter,
  };
  return { ports, captured, take };
}
