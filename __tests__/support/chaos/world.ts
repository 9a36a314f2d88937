import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import type { UnitRecord } from "../../../src/core/build/record.ts";
import type { Digest } from "../../../src/core/lib/digest.ts";
import type { Plan, PlannedUnit } from "../../../src/core/plan/plan.ts";
import { type PublicationId, printPublicationId } from "../../../src/core/publish/observation.ts";
import { ask } from "../ask.ts";
import { makePlan, makePlanned, makeUnitRecord } from "../documents.ts";
import { makeRepository, type TestRepository } from "../git.ts";
import { dockerConfig } from "../registry.ts";
import { timestamp } from "../units.ts";
import { type Expectation, type ExpectedUnit, tagsOf, violations } from "./checker.ts";
import { type FaultProxy, startFaultProxy } from "./fault-proxy.ts";
import { type FaultyGitHub, startFaultyGitHub } from "./github.ts";
import { readHolds } from "./hold-reader.ts";
import type { OrderJob } from "./order.ts";
import { idleLimit } from "./ports.ts";
import type { PublishJob } from "./publisher.ts";
import { pushBlob, pushManifest } from "./pushing.ts";

const allImages: readonly string[] = ["base", "squid", "xcache"];
const streams = ["release", "testing"];

/** A planted login: it must not be found in anything that is captured, in any form. */
export const login = { username: "chaos-user", password: "planted-P4ssw0rd+/=of-the-chaos-suite" };

/** Three images in two streams, in two registries behind proxies that do wrong; and what there is to publish of them. */
export interface World {
  proxies: [FaultProxy, FaultProxy];
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
  /** A publication: every unit's n-th build, tested, under this timestamp. */
  publication(
    build: number,
    at: string,
    change?: { failing?: string; optional?: boolean; sequence?: number; revision?: string },
  ): PublishJob;
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

/** When each build says that it was made: no later than any case publishes it. */
const built = ["20261116-0617", "20261123-0617", "20261116-0617", "20261109-0617", "20261110-0617"];

/** All worlds' configurations are files in one repository. */
let repository: TestRepository | undefined;
function sources(): TestRepository {
  repository ??= makeRepository(
    Object.fromEntries(allImages.map((image) => [`${image}/Dockerfile`, "FROM scratch\nCOPY . /\n"])),
  );
  return repository;
}

export async function createWorld(hosts: readonly [string, string], seed: number, images = allImages): Promise<World> {
  const place = `chaos-${randomBytes(6).toString("hex")}`;
  const proxies = (await Promise.all(
    hosts.map((registry, index) => startFaultProxy({ registry, seed: seed * 2 + index, login })),
  )) as [FaultProxy, FaultProxy];
  const { folder, environment } = dockerConfig(Object.fromEntries(proxies.map(({ host }) => [host, login])));
  delete environment["GITHUB_API_URL"];
  const { folder: checkout } = sources();
  const commit = sources().head();
  const config = `${place}.yml`;
  const configure = (isSecondRequired: boolean): void => {
    const registries = proxies.map(({ host }, index) => ({
      name: `${host}/${place}`,
      required: index === 0 || isSecondRequired,
    }));
    sources().write({ [config]: configuration(registries, images) });
  };
  configure(true);
  const github = await startFaultyGitHub(seed, { name: "main", commit });
  const before = new Map<string, string | undefined>();
  const digests = built.map(() => new Map<string, string>());
  const units: ExpectedUnit[] = [];
  for (const image of images) {
    await pushBlob(hosts[0], `${place}/${image}`);
    for (const stream of streams) {
      const name = `${image}:${stream}`;
      for (const [build, map] of digests.entries())
        map.set(name, await pushManifest(hosts[0], `${place}/${image}`, `${name} ${build}`, built[build] ?? ""));
      units.push({
        name,
        path: `${place}/${image}`,
        stream,
        aliases: stream === "release" ? ["latest"] : [],
        tested: digests.map((map) => map.get(name) ?? ""),
      });
    }
  }

  const planned = (
    { name, path, aliases }: ExpectedUnit,
    decision: PlannedUnit["decision"],
    optional: boolean,
    stamp: PublicationId,
    candidate: Digest | undefined,
  ): PlannedUnit =>
    makePlanned(name, {
      decision,
      tags: decision === "repair" ? [] : [`${name.split(":")[1]}-${printPublicationId(stamp)}`],
      ...(candidate === undefined ? {} : { candidate: { digest: candidate, conditions: [] } }),
      aliases: aliases.map((tag) => ({ tag, timestamps: false })),
      destinations: proxies.map(({ host }, index) => ({ repository: `${host}/${path}`, required: index === 0 || !optional })),
    });
  const job = (
    decision: PlannedUnit["decision"],
    at: string,
    optional: boolean,
    record: (name: string) => UnitRecord | undefined,
    candidate: (name: string) => Digest | undefined = () => undefined,
    { sequence = 0, revision }: { sequence?: number; revision?: string } = {},
  ): PublishJob => {
    const stamp = { timestamp: timestamp(at), sequence };
    const plan: Plan = makePlan(
      units.map((unit) => planned(unit, decision, optional, stamp, candidate(unit.name))),
      {
        commit,
        timestamp: stamp.timestamp,
        intent: decision === "build" ? "rebuild" : "publish",
        ...(revision === undefined ? {} : { revision }),
      },
    );
    return { plan, records: units.flatMap(({ name }) => (record(name) ? [[name, record(name)] as [string, UnitRecord]] : [])) };
  };
  return {
    proxies,
    get environment() {
      const mayHang = proxies.some(({ trouble }) => trouble.probability > 0);
      return { ...environment, [idleLimit]: mayHang ? "400" : "30000" };
    },
    units,
    github,
    askGitHub: () => {
      environment["GITHUB_API_URL"] = github.url;
    },
    makeSecondOptional: () => configure(false),
    unreadableHold: false,
    remember: async () => {
      for (const { name, path, stream } of units) before.set(name, (await tagsOf(hosts[0], path)).get(stream));
    },
    order: (command, { to = "previous", ...order }) => ({ command, to, folder: checkout, config, ...order }),
    digests: (build) => digests[build] ?? new Map(),
    publication: (build, at, { failing, optional = false, ...change } = {}) =>
      job(
        "build",
        at,
        optional,
        (name) => {
          const digest = (digests[build]?.get(name) ?? "") as Digest;
          return makeUnitRecord(name, name === failing ? { digest, outcome: "failed", problem: "a test failed" } : { digest });
        },
        undefined,
        change,
      ),
    promotion: (build, at, change) =>
      job(
        "promote",
        at,
        false,
        () => undefined,
        (name) => digests[build]?.get(name) as Digest,
        change,
      ),
    describe: async (build, revision) => {
      for (const { name, path, tested } of units) {
        const text = `${name} ${build} ${revision}`;
        const digest = await pushManifest(hosts[0], path, text, built[build] ?? "", revision);
        digests[build]?.set(name, digest);
        tested.push(digest);
      }
    },
    plant: async (registry, path, tag, digest) => {
      const host = hosts[registry];
      await pushBlob(host, path);
      return pushManifest(host, path, `planted ${tag}`, "20261123-0617", undefined, tag, digest);
    },
    remove: async (registry, path, tag) => {
      const answer = await ask(`http://${hosts[registry]}/v2/${path}/manifests/${tag}`, { method: "DELETE" });
      if (answer.status !== 202) throw new Error(`the registry answered ${answer.status} to a removal`);
    },
    unrelated: (at, { optional = false } = {}) => job("repair", at, optional, () => undefined),
    check: (expected) => {
      const holding = { holds: readHolds(github.issues, github.mayWrite), before };
      return violations(units, { hosts: [...hosts], writes: proxies.map(({ writes }) => writes) }, expected, holding);
    },
    leaks: (text) => {
      const pair = `${login.username}:${login.password}`;
      const forms = [
        login.password,
        encodeURIComponent(login.password),
        Buffer.from(pair).toString("base64"),
        Buffer.from(login.password).toString("base64"),
      ];
      return forms.filter((form) => text.includes(form));
    },
    close: async () => {
      await Promise.all([...proxies, github].map((place) => place.close()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function configuration(registries: readonly object[], images: readonly string[]): string {
  const aliases = [{ tag: "latest", when: { stream: "release" } }];
  // YAML has JSON in it.
  return JSON.stringify({
    registries,
    streams: Object.fromEntries(streams.map((stream) => [stream, {}])),
    aliases,
    images: Object.fromEntries(images.map((image) => [image, { context: image }])),
  });
}
