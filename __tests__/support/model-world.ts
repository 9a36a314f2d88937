import { resume } from "../../src/commands/resume.ts";
import { rollback } from "../../src/commands/rollback.ts";
import { annotationsOf } from "../../src/core/build/bake.ts";
import type { UnitRecord } from "../../src/core/build/record.ts";
import type { Trigger } from "../../src/core/events/event.ts";
import type { Intent } from "../../src/core/events/intent.ts";
import type { Digest } from "../../src/core/lib/digest.ts";
import { Failure } from "../../src/core/lib/problems/problem.ts";
import { digestToBuildOn, needsJob, type Plan } from "../../src/core/plan/plan.ts";
import { exitStatus } from "../../src/core/result/conclusion.ts";
import { resultOf } from "../../src/core/result/result.ts";
import type { RollbackTarget } from "../../src/core/rollback/rollback.ts";
import type { HoldIssue } from "../../src/ports/forge.ts";
import { checkoutOf } from "../../src/steps/plan/checkout/checkout.ts";
import { gatherPlan } from "../../src/steps/plan/gather.ts";
import { publish } from "../../src/steps/publish/publish.ts";
import { type BuiltOn, MemoryRegistry } from "./memory-registry.ts";
import { candidateAnnotations, labelsFor, onImage } from "./model-image.ts";
import { childHash, commitOf, configuration, dateOf, hashOf } from "./model-ports.ts";
import { handOver, type ModelSession, modelSession } from "./model-session.ts";

const config = ".github/tagstream.yml";
const noAliases: readonly string[] = [];

/** What a run came to. */
export interface Ended {
  status: 0 | 1;
  plan: Plan;
  /** What went wrong, and what was told of it. */
  reported: string[];
}

/** What somebody's manual trigger came to. */
interface Ordered {
  status: number;
  reported: string[];
}

/** How a run differs from the usual. */
export interface RunChange {
  /** The commit that it is planned for, by what it is made of; the branch's tip by default. */
  commit?: string;
  run?: string;
  attempt?: number;
  /** Minutes that its clock is ahead. */
  ahead?: number;
  /** Of another repository's registries. */
  registries?: readonly string[];
}

/**
 * A repository with one image, its registries in memory, GitHub's issues, and a clock that only moves when a test says so. Plans, publications,
 * rollbacks and resumptions are the real commands; a build pushes an index with the annotations and the provenance of a real one.
 */
export class ModelWorld {
  readonly registry = new MemoryRegistry();
  /** What the branch's tip is made of: `A`, `B`. */
  tip = "A";
  /** Minutes since the beginning. */
  minute = 0;
  /** What the base image is: a rebuild takes the newest. */
  base = 1;
  #runs = 100;
  #builds = 0;
  readonly #holds: HoldIssue[] = [];

  readonly registries: readonly string[];
  readonly hasChild: boolean;
  /** The aliases of `squid`: the next run finds them in the configuration. */
  aliases: readonly string[];
  /** What the label `version` says in an image that is made of this. */
  labelOf: (inputs: string) => string | undefined = () => undefined;

  /**
   * @param registries a `?` behind a name: it is optional
   * @param child whether there is an image `front`, built on `squid`
   */
  constructor(registries: readonly string[] = ["one.example.org/osg"], { child = false, aliases = noAliases } = {}) {
    this.registries = registries;
    this.hasChild = child;
    this.aliases = aliases;
  }

  get repositories(): string[] {
    return this.registries.map((registry) => `${registry.replace(/\?$/, "")}/squid`);
  }

  /** What the stream is made of in a registry, or nothing. */
  shown(repository = this.repositories[0] ?? ""): string | undefined {
    return this.madeOf(repository, "release");
  }

  /** What is under a tag is made of this. */
  madeOf(repository: string, tag: string): string | undefined {
    const inputs = this.registry.annotationsOf(repository, tag)["io.github.tagstream.inputs"];
    return ["A", "B", "C", "D"].find((text) => hashOf(text) === inputs || childHash(hashOf(text)) === inputs);
  }

  /** The digest that the stream shows. */
  digest(repository = this.repositories[0] ?? ""): Digest | undefined {
    return this.registry.shown(repository)["release"];
  }

  get isHeld(): boolean {
    return this.#holds.some(({ closedAt }) => closedAt === undefined);
  }

  /** The plan as another job of the same run reads it from its file. */
  async handOver(plan: Plan, change: RunChange = {}): Promise<Plan> {
    return handOver(plan, this.#session(change, true), config);
  }

  /** Plans what a run would do. */
  async plan(intent: Extract<Intent, "publish" | "rebuild">, change: RunChange = {}): Promise<Plan> {
    const { ports } = this.#session(change);
    const commit = commitOf(change.commit ?? this.tip);
    const trigger: Trigger = {
      intent,
      event: intent === "publish" ? "push" : "schedule",
      trusted: true,
      repository: "osg/images",
      branch: "main",
      defaultBranch: "main",
      scope: intent === "publish" ? "branch" : "all",
      commit,
      revision: commit,
      run: { id: change.run ?? String(++this.#runs), attempt: change.attempt ?? 1 },
    };
    const checkout = checkoutOf({ tree: ports.repository, commit });
    const gathered = await gatherPlan({ trigger, config, only: [], offline: false, oneMachine: true }, checkout, ports);
    if ("nothingToDo" in gathered) throw new Error(gathered.nothingToDo);
    return gathered.plan;
  }

  /** Builds what a plan says. */
  build(plan: Plan): Map<string, UnitRecord> {
    const records = new Map<string, UnitRecord>();
    for (const unit of plan.units.filter(needsJob)) {
      const planned = plan.units.find(({ name }) => name === unit.base);
      const base = planned ? onImage(records.get(planned.name)?.digest ?? digestToBuildOn(planned, plan.intent)) : this.#os();
      const fresh: Record<string, string> = { ...annotationsOf(plan, unit), build: String(++this.#builds) };
      const place = unit.destinations[0]?.repository ?? "";
      const labels = labelsFor(fresh["io.github.tagstream.inputs"], this.labelOf);
      const digest = unit.decision === "build" ? this.registry.push(place, fresh, [base], { labels }) : unit.candidate?.digest;
      const platforms = [{ platform: "linux/amd64", digest: digest as Digest }];
      const record = { unit: unit.name, outcome: "passed", digest: digest as Digest, platforms, tests: [] } as const;
      records.set(unit.name, { ...record, platforms, tests: [], duration: { build: 1, test: 0 } });
    }
    return records;
  }

  async publish(plan: Plan, records: Map<string, UnitRecord>, change: RunChange = {}): Promise<Ended> {
    const { ports } = this.#session(change);
    const published = await publish(plan, records, ports);
    const results = published.map((ending) => resultOf(plan.intent, ending));
    return {
      status: exitStatus(results),
      plan,
      reported: results.flatMap(({ problem, warnings }) => [problem ?? "", ...warnings]),
    };
  }

  /** A whole run. */
  async run(intent: "publish" | "rebuild", change: RunChange = {}): Promise<Ended> {
    const plan = await this.plan(intent, change);
    return this.publish(plan, this.build(plan), change);
  }

  /** Lands a commit, and runs for its push. */
  push(inputs: string, change: RunChange = {}): Promise<Ended> {
    this.tip = inputs;
    return this.run("publish", change);
  }

  /** What a pull request leaves: a tested build of these inputs under its candidate tag. */
  candidate(inputs: string, pullRequest: number, builtAt = this.minute): Digest {
    const [repository = ""] = this.repositories;
    const digest = this.#candidate(repository, hashOf(inputs), pullRequest, builtAt, this.#os());
    const front = repository.replace(/squid$/, "front");
    if (this.hasChild) this.#candidate(front, childHash(hashOf(inputs)), pullRequest, builtAt, onImage(digest));
    return digest;
  }

  #candidate(repository: string, inputs: string, pullRequest: number, builtAt: number, base: BuiltOn): Digest {
    const annotations = candidateAnnotations(inputs, pullRequest, builtAt, `pr-${pullRequest}-${++this.#builds}`);
    const digest = this.registry.push(repository, annotations, [base], { labels: labelsFor(inputs, this.labelOf) });
    this.registry.setTag(repository, `rc.release.${inputs.slice(0, 12)}`, digest);
    return digest;
  }

  rollback(target: RollbackTarget = { kind: "previous" }, noHold = false, image = "squid"): Promise<Ordered> {
    return this.#order(rollback, target, noHold, image);
  }

  /** Somebody edits the newest hold, so that it names another image. */
  holdAt(digest: Digest): void {
    const hold = this.#holds.at(-1);
    if (hold) hold.body = hold.body.replace(/sha256:[a-f0-9]{64}/g, digest);
  }

  resume(image = "squid"): Promise<Ordered> {
    return this.#order(resume, { kind: "previous" }, false, image);
  }

  async #order(command: typeof rollback, to: RollbackTarget, noHold: boolean, image: string): Promise<Ordered> {
    const session = this.#session({}, noHold);
    const request = {
      command: "rollback",
      config,
      only: [`${image}:*`],
      to,
      reason: "it broke",
      expires: "7d",
      dryRun: false,
    } as const;
    try {
      return { status: await command({ ...request, only: [...request.only] }, session), reported: session.reported };
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      return { status: 1, reported: error.problems.map(({ message }) => message) };
    }
  }

  #os(): BuiltOn {
    const digest = this.registry.push("base.example.org/os", { base: String(this.base) });
    this.registry.setTag("base.example.org/os", "9", digest);
    return { uri: "pkg:docker/base.example.org/os@9", digest };
  }

  #session({ ahead = 0, registries = this.registries, commit = this.tip }: RunChange, noHold = false): ModelSession {
    return modelSession({
      registry: this.registry,
      holds: this.#holds,
      configuration: configuration(registries, this.hasChild, this.aliases),
      inputs: commit,
      tip: () => this.tip,
      forgeNow: () => dateOf(this.minute),
      now: () => dateOf(this.minute + ahead),
      run: String(++this.#runs),
      noHold,
    });
  }
}
