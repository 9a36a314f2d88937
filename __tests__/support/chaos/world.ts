import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import type { Digest } from "../../../src/core/lib/digest.ts";
import { makeUnitRecord } from "../documents.ts";
import { dockerConfig } from "../registry.ts";
import { timestamp } from "../units.ts";
import { askRegistry } from "./behind.ts";
import { type Expectation, type ExpectedUnit, tagsOf, violations } from "./checker.ts";
import { type FaultProxy, startFaultProxy } from "./fault-proxy.ts";
import { type FaultyGitHub, startFaultyGitHub } from "./github.ts";
import { readHolds } from "./hold-reader.ts";
import type { OrderJob, PublishJob } from "./job.ts";
import { publicationOfLegs } from "./legs.ts";
import { idleLimit } from "./ports.ts";
import { pushBlob, pushManifest } from "./pushing.ts";
import { allImages, type Builds, describeBuild, pushBuilds } from "./world-images.ts";
import { type Decision, publishJob } from "./world-jobs.ts";
import { configure, sources } from "./world-sources.ts";

/** A planted login: it must not be found in anything that is captured, in any form. */
export const login = { username: "chaos-user", password: "planted-P4ssw0rd+/=of-the-chaos-suite" };

/** Three images in two streams, in two registries behind proxies that do wrong; and what there is to publish of them. */
export interface World {
  proxies: [FaultProxy, FaultProxy];
  /** The registries, past the proxies. */
  readonly hosts: readonly [string, string];
  /** For a run that begins now: while nothing hangs on purpose, it has the patience of a real one. */
  readonly environment: NodeJS.ProcessEnv;
  units: ExpectedUnit[];
  github: FaultyGitHub;
  /** From now on runs have a token for GitHub. */
  askGitHub(): void;
  /** Whether there is a hold that nobody can read. */
  unreadableHold: boolean;
  /** From now on the configuration says that the second registry is optional. */
  makeSecondOptional(): void;
  /** Takes down what streams show now, before holds without a digest begin. */
  remember(): Promise<void>;
  /** A publication: every unit's n-th build, tested, under this timestamp. Its plan may know another one (`over`). */
  publication(
    build: number,
    at: string,
    change?: { failing?: string; optional?: boolean; sequence?: number; revision?: string; over?: number },
  ): PublishJob;
  /** A rebuild that equals every unit's n-th build, which is published: that gets this timestamp. */
  kept(build: number, at: string, change?: { optional?: boolean }): PublishJob;
  /** The same, if each of two platforms was built in a job of its own: publishing makes every unit's n-th build of what they left. */
  legs(build: number, at: string): Promise<PublishJob>;
  /** A merge: every unit's n-th build, tested before, is published as it is. */
  promotion(build: number, at: string, change?: { sequence?: number }): PublishJob;
  /** A push that changes nothing of any image. */
  unrelated(at: string, change?: { optional?: boolean }): PublishJob;
  /** What somebody orders by hand, in this minute. */
  order(command: OrderJob["command"], order: Pick<OrderJob, "at" | "only" | "run"> & { to?: string }): OrderJob;
  /** Puts a build that says its commit in the place of every unit's n-th one. */
  describe(build: number, revision: string): Promise<void>;
  /** What an adversary does to a registry, past its proxy: puts an untested image, or one that it has, under a tag; or removes the tag. */
  plant(registry: 0 | 1, path: string, tag: string, digest?: string): Promise<string>;
  remove(registry: 0 | 1, path: string, tag: string): Promise<void>;
  /** By unit, the digest of its n-th build. */
  digests(build: number): Map<string, string>;
  check(expected: Expectation): Promise<string[]>;
  /** The planted credentials that a text has in it. */
  leaks(text: string): string[];
  close(): Promise<void>;
}

type Pair<T> = readonly [T, T];

export async function createWorld(hosts: Pair<string>, seed: number, images = allImages): Promise<World> {
  const place = `chaos-${randomBytes(6).toString("hex")}`;
  const proxies = (await Promise.all(
    hosts.map((registry, index) => startFaultProxy({ registry, seed: seed * 2 + index, login })),
  )) as [FaultProxy, FaultProxy];
  configure(place, proxies, images, true);
  const commit = sources().head();
  const github = await startFaultyGitHub(seed, { name: "main", commit });
  return new RunningWorld({ place, hosts, images, proxies, github, commit, builds: await pushBuilds(hosts[0], place, images) });
}

interface Parts {
  place: string;
  hosts: Pair<string>;
  images: readonly string[];
  proxies: [FaultProxy, FaultProxy];
  github: FaultyGitHub;
  /** What is checked out. */
  commit: string;
  builds: Builds;
}

class RunningWorld implements World {
  readonly proxies: [FaultProxy, FaultProxy];
  readonly github: FaultyGitHub;
  readonly units: ExpectedUnit[];
  unreadableHold = false;
  readonly #parts: Parts;
  readonly #docker: ReturnType<typeof dockerConfig>;
  /** What streams showed when holds without a digest began. */
  readonly #before = new Map<string, string | undefined>();

  constructor(parts: Parts) {
    this.#parts = parts;
    this.proxies = parts.proxies;
    this.github = parts.github;
    this.units = parts.builds.units;
    this.#docker = dockerConfig(Object.fromEntries(parts.proxies.map(({ host }) => [host, login])));
    delete this.#docker.environment["GITHUB_API_URL"];
  }

  get hosts(): readonly [string, string] {
    return this.#parts.hosts;
  }

  get environment(): NodeJS.ProcessEnv {
    const mayHang = this.proxies.some(({ trouble }) => trouble.probability > 0);
    return { ...this.#docker.environment, [idleLimit]: mayHang ? "400" : "30000" };
  }

  askGitHub(): void {
    this.#docker.environment["GITHUB_API_URL"] = this.github.url;
  }

  makeSecondOptional(): void {
    const { place, images } = this.#parts;
    configure(place, this.proxies, images, false);
  }

  async remember(): Promise<void> {
    for (const { name, path, stream } of this.units)
      this.#before.set(name, (await tagsOf(this.#parts.hosts[0], path)).get(stream));
  }

  publication(
    build: number,
    at: string,
    { failing, over, ...change }: Parameters<World["publication"]>[2] & object = {},
  ): PublishJob {
    const record: Decision["record"] = (name) => {
      const digest = (this.digests(build).get(name) ?? "") as Digest;
      return makeUnitRecord(name, name === failing ? { digest, outcome: "failed", problem: "a test failed" } : { digest });
    };
    return this.#job({ decision: "build", at, record, ...change, ...(over === undefined ? {} : { current: this.#of(over) }) });
  }

  kept(build: number, at: string, change: { optional?: boolean } = {}): PublishJob {
    const current = this.#of(build);
    const record: Decision["record"] = (name) => {
      const { digest: built = current(name), platforms, ...rest } = makeUnitRecord(name);
      const unchanged = { built, platforms, since: timestamp(at), files: 1, packages: 1 };
      return { ...rest, platforms, digest: current(name), unchanged };
    };
    return this.#job({ decision: "build", at, record, current, keep: true, ...change });
  }

  /** By unit, the digest of its n-th build. */
  #of(build: number): (name: string) => Digest {
    return (name) => this.digests(build).get(name) as Digest;
  }

  legs(build: number, at: string): Promise<PublishJob> {
    const place = { host: this.#parts.hosts[0], units: this.units, digests: this.digests(build) };
    return publicationOfLegs(this.publication(build, at), place);
  }

  promotion(build: number, at: string, change: { sequence?: number } = {}): PublishJob {
    return this.#job({ decision: "promote", at, candidate: this.#of(build), ...change });
  }

  unrelated(at: string, change: { optional?: boolean } = {}): PublishJob {
    return this.#job({ decision: "repair", at, ...change });
  }

  #job(decision: Decision): PublishJob {
    return publishJob({ units: this.units, proxies: this.proxies, commit: this.#parts.commit }, decision);
  }

  order(command: OrderJob["command"], order: Pick<OrderJob, "at" | "only" | "run"> & { to?: string }): OrderJob {
    return { command, to: "previous", folder: sources().folder, config: `${this.#parts.place}.yml`, ...order };
  }

  describe(build: number, revision: string): Promise<void> {
    return describeBuild(this.#parts.hosts[0], this.#parts.builds, build, revision);
  }

  async plant(registry: 0 | 1, path: string, tag: string, digest?: string): Promise<string> {
    const host = this.#parts.hosts[registry];
    await pushBlob(host, path);
    return pushManifest(host, path, `planted ${tag}`, "20261123-0617", undefined, tag, digest);
  }

  async remove(registry: 0 | 1, path: string, tag: string): Promise<void> {
    const answer = await askRegistry(this.hosts[registry], `/v2/${path}/manifests/${tag}`, { method: "DELETE" });
    if (answer.status !== 202) throw new Error(`the registry answered ${answer.status} to a removal`);
  }

  digests(build: number): Map<string, string> {
    return this.#parts.builds.digests[build] ?? new Map();
  }

  check(expected: Expectation): Promise<string[]> {
    const holding = { holds: readHolds(this.github.issues, this.github.mayWrite), before: this.#before };
    const writes = this.proxies.map((proxy) => proxy.writes);
    return violations(this.units, { hosts: [...this.#parts.hosts], writes }, expected, holding);
  }

  leaks(text: string): string[] {
    const { username, password } = login;
    const base64 = (plain: string): string => Buffer.from(plain).toString("base64");
    const forms = [password, encodeURIComponent(password), base64(`${username}:${password}`), base64(password)];
    return forms.filter((form) => text.includes(form));
  }

  async close(): Promise<void> {
    await Promise.all([...this.proxies, this.github].map((place) => place.close()));
    rmSync(this.#docker.folder, { recursive: true, force: true });
  }
}
