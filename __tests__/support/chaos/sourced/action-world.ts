import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { openRepository } from "../../../../src/adapters/git/repository.ts";
import { run as runCommand } from "../../../../src/commands/run.ts";
import { Failure } from "../../../../src/core/lib/problems/problem.ts";
import type { Forge } from "../../../../src/ports/forge.ts";
import type { Request } from "../../../../src/ports/request.ts";
import type { Session } from "../../../../src/ports/session.ts";
import { TestRepository } from "../../git.ts";
import { noContainers } from "../../memory-builder.ts";
import { memoryForge } from "../../memory-forge.ts";
import { defaultRequest } from "../../memory-run.ts";
import { dockerConfig } from "../../registry.ts";
import { storeOf } from "../behind.ts";
import { type FaultProxy, startFaultProxy } from "../fault-proxy.ts";
import { idleLimit, makePorts } from "../ports.ts";
import { login } from "../world.ts";
import { knownBuilds } from "./builder.ts";
import { type Event, SourcedRepository } from "./repository.ts";

/** How a run ended. */
export interface Ended {
  status: number;
  /** All that it showed. */
  captured: string;
}

/** Where a world's images go: two places by their proxies, and a third one in the second registry. */
export type Places = readonly [one: string, two: string, other: string];

/** A repository whose runs publish in two real registries behind proxies that do wrong. */
export class ActionWorld extends SourcedRepository {
  /** Of the two registries, and of the second one again. */
  readonly proxies: readonly FaultProxy[];
  /** Each run reads the clock once. */
  now = new Date("2026-11-23T06:17:00Z");
  /** What happens right before the next build. */
  during: (() => Promise<unknown>) | undefined;
  /** What is wrong, beside what the registries show. */
  readonly faults: string[] = [];
  /** The two real registries. */
  protected readonly hosts: readonly string[];
  /** Below the registries: of the first two places; the third one ends in `-dev`. */
  protected readonly place: string;
  readonly #docker: ReturnType<typeof dockerConfig>;
  readonly #known: ReturnType<typeof knownBuilds>;
  #runs = 0;

  constructor(hosts: readonly string[], proxies: readonly FaultProxy[], configuration: (places: Places) => string) {
    const place = `chaos-${randomBytes(6).toString("hex")}`;
    const [one, two, dev] = proxies.map(({ host }) => `${host}/${place}`) as [string, string, string];
    super(configuration([one, two, `${dev}-dev`]));
    [this.proxies, this.place] = [proxies, place];
    this.hosts = hosts.slice(0, 2);
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

  /** What every build received, by digest. */
  protected get builds(): ReturnType<typeof knownBuilds>["builds"] {
    return this.#known.builds;
  }

  /** One run of the action, in a checkout of its own. The same id makes it a re-run. */
  async run(event: Event, id = String(9000 + ++this.#runs), request: Partial<Request> = {}): Promise<Ended> {
    const sha = event.sha ?? this.tip("main");
    const clone = new TestRepository(mkdtempSync(path.join(os.tmpdir(), "tagstream-clone-")));
    this.git("clone", "--quiet", "--no-checkout", this.bare, clone.folder);
    if (event.ref?.startsWith("refs/pull/")) clone.git("fetch", "--quiet", "origin", event.ref);
    clone.git("checkout", "--quiet", "--detach", sha);
    try {
      return await this.#runIn(clone, { ...event, sha }, id, { ...defaultRequest, ...request });
    } finally {
      rmSync(clone.folder, { recursive: true, force: true });
    }
  }

  async #runIn(clone: TestRepository, event: Event, runId: string, request: Request): Promise<Ended> {
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
    const status = await runCommand(request, session).catch((error: unknown) => {
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
    const tip = () => this.tip("main");
    const forge = memoryForge({ holds: [], comments: [], tip, now: () => this.now });
    return {
      ...forge,
      tip: async (branch) => this.tip(branch),
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

  /**
   * Takes down what there is now; called, it is there again. Only for registries of this process,
   * and where nothing but the default branch moves meanwhile.
   */
  save(): () => void {
    const [main, { now }] = [this.saveMain(), this];
    const stores = [...new Set(this.hosts)].map((host) => storeOf(host)?.snapshotBelow(this.place));
    const written = this.proxies.map(({ writes }) => writes.length);
    return () => {
      main();
      for (const restore of stores) restore?.();
      this.now = now;
      this.faults.length = 0;
      this.reset();
      for (const [index, { writes }] of this.proxies.entries()) writes.length = written[index] ?? 0;
    };
  }

  async quiet(): Promise<void> {
    for (const proxy of this.proxies) await proxy.quiet();
  }

  async close(): Promise<void> {
    await Promise.all(this.proxies.map((proxy) => proxy.close()));
    rmSync(this.#docker.folder, { recursive: true, force: true });
    this.remove();
  }
}

/** The proxies of a world, and the real registries behind them. */
export async function proxiesOf(registries: readonly [string, string], seed: number): Promise<[hosts: string[], FaultProxy[]]> {
  const hosts = [...registries, registries[1]];
  const started = hosts.map((registry, index) => startFaultProxy({ registry, seed: seed * 3 + index, login }));
  return [hosts, await Promise.all(started)];
}
