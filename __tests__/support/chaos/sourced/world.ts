import { tagsOf } from "../checker.ts";
import type { FaultProxy } from "../fault-proxy.ts";
import { ActionWorld, proxiesOf } from "./action-world.ts";
import type { SourcedStream } from "./history-rule.ts";
import { type Shown, type Wanted, wrongShown } from "./world-check.ts";
import { configurationOf, type Shape } from "./world-files.ts";

/** One image in three streams: the default branch, the newest release, and a maintenance branch. The third place has candidates. */
export class SourcedWorld extends ActionWorld {
  readonly #shape: Shape;

  constructor(hosts: readonly string[], proxies: readonly FaultProxy[], shape: Shape) {
    super(hosts, proxies, ([one, two, dev]) => configurationOf([one, two], dev, shape));
    this.#shape = shape;
  }

  /** What the registries show that is wrong. */
  async check(wanted: Wanted = {}, areVersionsComplete = false): Promise<string[]> {
    const shown: Shown = {
      hosts: this.hosts,
      path: `${this.place}/app`,
      writes: this.proxies.slice(0, 2).map(({ writes }) => writes),
      builds: this.builds,
      streams: (["edge", "release", "lts"] as const).map((stream) => this.#streamOf(stream)),
      ...(areVersionsComplete ? { released: this.released } : {}),
    };
    return [...new Set([...this.faults, ...(await wrongShown(shown, wanted))])];
  }

  #streamOf(stream: "edge" | "release" | "lts"): SourcedStream {
    return {
      path: `${this.place}/app`,
      stream,
      aliases: stream === "release" ? ["latest"] : [],
      isFromTags: stream === "release",
      landed: this.landed[stream],
      ...(this.#shape.aliases
        ? {
            given: (stamp, { labels }) => [`${stream}-on-${stamp.slice(0, 8)}`, `${stream}-packages-${labels["packages"]}`],
          }
        : {}),
    };
  }

  /** The tags in the first registry, and their digests. */
  async tags(): Promise<Map<string, string>> {
    return tagsOf(this.hosts[0] ?? "", `${this.place}/app`);
  }
}

export async function sourcedWorld(registries: readonly [string, string], seed: number, shape: Shape): Promise<SourcedWorld> {
  const [hosts, proxies] = await proxiesOf(registries, seed);
  return new SourcedWorld(hosts, proxies, shape);
}
