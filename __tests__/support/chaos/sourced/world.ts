import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { openRepository } from "../../../../src/adapters/git/repository.ts";
import { run as runCommand } from "../../../../src/commands/run.ts";
import { Failure } from "../../../../src/core/lib/problems/problem.ts";
import type { Forge } from "../../../../src/ports/forge.ts";
import type { Session } from "../../../../src/ports/session.ts";
import { TestRepository } from "../../git.ts";
import { noContainers } from "../../memory-builder.ts";
import { memoryForge } from "../../memory-forge.ts";
import { defaultRequest } from "../../memory-run.ts";
import { dockerConfig } from "../../registry.ts";
import { tagsOf } from "../checker.ts";
import { type FaultProxy, startFaultProxy } from "../fault-proxy.ts";
import { idleLimit, makePorts } from "../ports.ts";
import { login } from "../world.ts";
import { knownBuilds } from "./builder.ts";
import type { SourcedStream } from "./history-rule.ts";
import { type Event, SourcedRepository } from "./repository.ts";
import { type Shown, type Wanted, wrongShown } from "./world-check.ts";
import { configurationOf, type Shape } from "./world-files.ts";

/** How a run ended. */
export interface Ended {
  status: number;
  /** All that it showed. */
  captured: string;
}

/** One image in three streams: the default branch, the newest release, and a maintenance branch; in two real registries behind proxies that do wrong. */
export class SourcedWorld extends SourcedRepository {
  /** The two destinations, then the candidates' registry. */
  readonly proxies: readonly FaultProxy[];
  /** Each run reads the clock once. */
  now = new Date("2026-11-23T06:17:00Z");
  /** What happens right before the next build. */
  during: (() => Promise<unknown>) | undefined;
  /** What is wrong, beside what the registries show. */
  readonly faults: string[] = [];
  readonly #hosts: readonly string[];
  readonly #path: string;
  readonly #docker: ReturnType<typeof dockerConfig>;
  readonly #known: ReturnType<typeof knownBuilds>;
  readonly #shape: Shape;
  #runs = 0;

  constructor(hosts: readonly string[], proxies: readonly FaultProxy[], shape: Shape) {
    const place = `chaos-${randomBytes(6).toString("hex")}`;
    const [one, two, dev] = proxies.map(({ host }) => `${host}/${place}`) as [string, string, string];
    super(configurationOf([one, two], `${dev}-dev`, shape));
    [this.proxies, this.#shape, this.#path] = [proxies, shape, `${place}/app`];
    this.#hosts = hosts.slice(0, 2);
    this.#docker = dockerConfig(Object.fromEntries(proxies.map(({ host }) => [host, login])));
    this.#known = knownBuilds((repository) => this.#realOf(repository, hosts));
  }

  #realOf(repository: string, hosts: readonly string[]): string {
    const index = this.proxies.findIndex(({ host }) => repository.startsWith(`${host}/`));
    return repository.replace(/^[^/]+/, hosts[index] ?? "");
  }

  minutes(count: number): void {
    this.now = new Date(this.now.getTime() + count * 60_000);
  }

  /** One run of the action, in a checkout of its own. The same id makes it a re-run. */
  async run(event: Event, id = String(9000 + ++this.#runs)): Promise<Ended> {
    const sha = event.sha ?? this.git("rev-parse", "main");
    const clone = new TestRepository(mkdtempSync(path.join(os.tmpdir(), "tagstream-clone-")));
    this.git("clone", "--quiet", "--no-checkout", `file://${this.bare}`, clone.folder);
    if (event.ref?.startsWith("refs/pull/")) clone.git("fetch", "--quiet", "origin", event.ref);
    clone.git("checkout", "--quiet", "--detach", sha);
    try {
      return await this.#runIn(clone, { ...event, sha }, id);
    } finally {
      rmSync(clone.folder, { recursive: true, force: true });
    }
  }

  async #runIn(clone: TestRepository, event: Event, runId: string): Promise<Ended> {
    const { ports, captured, take } = makePorts(this.#environment(), this.now.toISOString());
    const session: Session = {
      ports: {
        ...ports,
        repository: await openRepository(clone.folder),
        builder: { ...this.#known.builder, bake: async (...asked) => this.#bake(...asked) },
        containers: noContainers,
        forge: this.#forge(),
      },
      event: {
        payload: { repository: { id: 1, default_branch: "main" } },
        ref: "refs/heads/main",
        sha: "",
        repository: "osg/images",
        runId,
        runAttempt: 1,
        ...event,
      },
      temporary: path.join(clone.folder, ".git", "tagstream"),
    };
    const status = await runCommand(defaultRequest, session).catch((error: unknown) => {
      if (!(error instanceof Failure)) throw error;
      take(JSON.stringify(error.problems));
      return 1;
    });
    const ended = { status, captured: captured.join("\n") };
    if (ended.captured.includes(login.password)) this.faults.push("8: a credential is shown");
    return ended;
  }

  async #bake(...asked: Parameters<ReturnType<typeof knownBuilds>["builder"]["bake"]>): Promise<`sha256:${string}`> {
    const { during } = this;
    this.during = undefined;
    await during?.();
    return this.#known.builder.bake(...asked);
  }

  #forge(): Forge {
    const tip = () => this.git("rev-parse", "main");
    const forge = memoryForge({ holds: [], comments: [], tip, now: () => this.now });
    return {
      ...forge,
      tip: async (branch) => this.git("rev-parse", branch),
      pullRequest: async (number) => this.pull ?? forge.pullRequest(number),
      mergedAs: async (commit) => this.mergedAs.get(commit) ?? [],
    };
  }

  #environment(): NodeJS.ProcessEnv {
    const mayHang = this.proxies.some(({ trouble }) => trouble.probability > 0);
    return { ...this.#docker.environment, [idleLimit]: mayHang ? "400" : "30000" };
  }

  get effects(): number {
    return this.proxies.reduce((sum, { effects }) => sum + effects, 0);
  }

  /** Requests that something was let go wrong with. */
  get disturbed(): number {
    return this.proxies.reduce((sum, { disturbed }) => sum + disturbed, 0);
  }

  reset(): void {
    for (const proxy of this.proxies) proxy.reset();
  }

  async quiet(): Promise<void> {
    for (const proxy of this.proxies) await proxy.quiet();
  }

  /** What the registries show that is wrong. */
  async check(wanted: Wanted = {}, areVersionsComplete = false): Promise<string[]> {
    const shown: Shown = {
      hosts: this.#hosts,
      path: this.#path,
      writes: this.proxies.slice(0, 2).map(({ writes }) => writes),
      builds: this.#known.builds,
      streams: (["edge", "release", "lts"] as const).map((stream) => this.#streamOf(stream)),
      ...(areVersionsComplete ? { released: this.released } : {}),
    };
    return [...new Set([...this.faults, ...(await wrongShown(shown, wanted))])];
  }

  #streamOf(stream: "edge" | "release" | "lts"): SourcedStream {
    return {
      path: this.#path,
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
    return tagsOf(this.#hosts[0] ?? "", this.#path);
  }

  async close(): Promise<void> {
    await Promise.all(this.proxies.map((proxy) => proxy.close()));
    rmSync(this.#docker.folder, { recursive: true, force: true });
    this.remove();
  }
}

export async function sourcedWorld(hosts: readonly [string, string], seed: number, shape: Shape): Promise<SourcedWorld> {
  const all = [...hosts, hosts[1]];
  const proxies = await Promise.all(all.map((registry, index) => startFaultProxy({ registry, seed: seed * 3 + index, login })));
  return new SourcedWorld(all, proxies, shape);
}
