import { tagsOf, violations } from "../checker.ts";
import type { FaultProxy } from "../fault-proxy.ts";
import { type FollowRule, momentsOf, timesOf } from "../follow-rule.ts";
import { ActionWorld, proxiesOf } from "../sourced/action-world.ts";

/** What a world's followers are like. */
export interface FollowedShape {
  /** Whether the source is in a registry path of its own; else it is where its follower is. */
  isApart: boolean;
  /** Two images that move together, with a test of their own; else one image. */
  isSet: boolean;
  /** Whether the follower's second registry is optional. */
  isOptional?: boolean;
}

const day = 86_400_000;
const [source, follower] = ["edge", "stable"] as const;

function configurationOf([one, two, other]: readonly [string, string, string], shape: FollowedShape): string {
  const second = { name: two, ...(shape.isOptional ? { required: false } : {}) };
  const own = { when: { stream: follower } };
  return JSON.stringify({
    registries: shape.isApart
      ? [
          { name: other, when: { stream: source } },
          { name: one, ...own },
          { ...second, ...own },
        ]
      : [one, second],
    streams: {
      [source]: {},
      [follower]: {
        follows: source,
        soak: "1d",
        shown: "1h",
        ...(shape.isSet ? { together: true, tests: [{ name: "site", run: ["site"] }] } : {}),
      },
    },
    images: Object.fromEntries(imagesOf(shape).map((image) => [image, { context: "app" }])),
  });
}

const imagesOf = ({ isSet }: FollowedShape): string[] => (isSet ? ["app", "tool"] : ["app"]);

/** Images in a stream and in one that follows it, in two registries behind proxies. */
export class FollowedWorld extends ActionWorld {
  readonly #shape: FollowedShape;
  readonly #rules: ReadonlyMap<string, FollowRule>;

  constructor(hosts: readonly string[], proxies: readonly FaultProxy[], shape: FollowedShape) {
    super(hosts, proxies, (places) => configurationOf(places, shape));
    this.#shape = shape;
    const common = { stream: follower, source, soakOf: () => day, withdrawn: () => undefined };
    this.#rules = new Map(
      imagesOf(shape).map((image) => [image, { ...common, name: `${image}:${follower}`, seen: new Set<string>() }]),
    );
  }

  override save(): () => void {
    const restore = super.save();
    const seen = [...this.#rules.values()].map((rule) => [rule.seen, [...rule.seen]] as const);
    return () => {
      restore();
      for (const [now, before] of seen) {
        now.clear();
        for (const one of before) now.add(one);
      }
    };
  }

  /** The scheduled run of the sources. */
  rebuild(): ReturnType<ActionWorld["run"]> {
    return this.run({ name: "schedule" }, undefined, { only: [`*:${source}`] });
  }

  /** The scheduled run that moves followers. */
  follow(): ReturnType<ActionWorld["run"]> {
    return this.run({ name: "schedule" }, undefined, { only: [`*:${follower}`] });
  }

  /** What the registries show that is wrong; once followers have come as far as they can, also which image they show. */
  async checkFollowers(isSettled = false): Promise<string[]> {
    const [first = "", second = ""] = this.hosts;
    const { isApart } = this.#shape;
    const from = { host: isApart ? second : first, place: isApart ? `${this.place}-dev` : this.place };
    const found: string[] = [];
    const spans: ([string, string] | undefined)[] = [];
    for (const [image, rule] of this.#rules) {
      const path = `${this.place}/${image}`;
      const follows = { rule, host: from.host, path: `${from.place}/${image}` };
      const tested = [...this.builds.keys()];
      const unit = { name: rule.name, path, stream: follower, aliases: [], tested, follows };
      const published = await tagsOf(follows.host, follows.path);
      const newest = timesOf(published, source).ordinary.at(-1)?.digest;
      const streams = new Map(isSettled ? [[rule.name, newest]] : []);
      const writes = this.proxies.map((proxy) => proxy.writes);
      found.push(
        ...(await violations([unit], { hosts: [...this.hosts], writes }, { streams, incomplete: isSettled ? [] : [0, 1] })),
      );
      spans.push(momentsOf(rule, await tagsOf(first, path), published));
    }
    const moments = new Set(spans.map((span) => span?.[0]));
    if (isSettled && moments.size > 1) found.push(`11: the set shows several moments: ${[...moments].join()}`);
    return [...new Set([...this.faults, ...found])];
  }
}

export async function followedWorld(
  registries: readonly [string, string],
  seed: number,
  shape: FollowedShape,
): Promise<FollowedWorld> {
  const [hosts, proxies] = await proxiesOf(registries, seed);
  return new FollowedWorld(hosts, proxies, shape);
}
