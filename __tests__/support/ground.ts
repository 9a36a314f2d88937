import { execFileSync } from "node:child_process";
import { watchBuilder } from "./builder-calls.ts";
import { engine } from "./engine.ts";
import type { Files } from "./git.ts";
import { builderInto, noContainers } from "./memory-builder.ts";
import { MemoryRegistry } from "./memory-registry.ts";
import { makeProject, type Project } from "./project.ts";
import { tagsOf } from "./registry-check.ts";
import { copyTags } from "./registry-copy.ts";
import { type InProcessRegistry, startInProcessRegistry } from "./registry-in-process/index.ts";
import type { StoredRepository } from "./registry-in-process/store.ts";
import { runStep, type Step, type StepResult } from "./runner.ts";
import { type Replaced, runStepInProcess } from "./step-in-process.ts";

/** What a project of tests stands on: two registries, what builds its images, and what runs its steps. */
export interface Ground {
  /** `host:port` of both registries. */
  readonly hosts: readonly [string, string];
  /** What a Dockerfile can be built on. */
  readonly busybox: string;
  run(step: Step): Promise<StepResult>;
  /** An image that runs can look up, at this path of the first registry if it is in none yet. */
  lookedUpBusybox(path: string): string;
  /** Counts builds from now on. */
  countBuilds(): BuildCount;
  /** Gives a repository of a registry all that another one of it has. */
  copy(host: string, from: string, to: string): Promise<void>;
  close(): Promise<void>;
}

export interface BuildCount {
  /** For the steps. */
  env: Record<string, string>;
  count(): number;
  /** Begins at 0 again. */
  forget(): void;
  close(): void;
}

/** The engine's registries and BuildKit, and the bundle. */
export function realGround(): Ground {
  return {
    hosts: [engine("TAGSTREAM_TEST_REGISTRY"), engine("TAGSTREAM_TEST_REGISTRY_B")],
    busybox: "busybox:1.36",
    run: runStep,
    lookedUpBusybox: pushBusybox,
    countBuilds() {
      const builder = watchBuilder();
      return { ...builder, count: () => builder.calls().filter((call) => call.startsWith("buildx bake")).length };
    },
    copy: async (host, from, to) => copyTags(host, from, to, Object.keys(await tagsOf(`${host}/${from}`))),
    close: async () => {},
  };
}

function pushBusybox(path: string): string {
  const busybox = `${engine("TAGSTREAM_TEST_REGISTRY")}/${path}/busybox:1`;
  for (const words of [
    ["pull", "busybox:1.36"],
    ["tag", "busybox:1.36", busybox],
    ["push", busybox],
  ])
    execFileSync("docker", words, { stdio: ["ignore", "pipe", "pipe"] });
  return busybox;
}

/** Everything in this process: both registries, over HTTP, what pushes images as BuildKit would, and the steps. */
export class InProcessGround implements Ground {
  readonly hosts: readonly [string, string];
  readonly busybox: string;
  /** The repositories that builds were pushed to, in order. */
  readonly built: string[] = [];
  readonly #replaced: Replaced;
  readonly #registries: Map<string, InProcessRegistry>;

  private constructor(first: InProcessRegistry, second: InProcessRegistry) {
    this.#registries = new Map([first, second].map((registry) => [registry.host, registry]));
    this.hosts = [first.host, second.host];
    this.busybox = `${first.host}/library/busybox:1.36`;
    const images = this.#images();
    const repository = `${first.host}/library/busybox`;
    images.setTag(repository, "1.36", images.push(repository, {}, [], { created: new Date("2026-10-01T00:00:00Z") }));
    this.#replaced = { ports: { builder: builderInto(images, this.built), containers: noContainers }, second: 10 };
  }

  static async start(): Promise<InProcessGround> {
    return new InProcessGround(await startInProcessRegistry(), await startInProcessRegistry());
  }

  readonly run = (step: Step): Promise<StepResult> => runStepInProcess(step, this.#replaced);

  /** The same, but a step that a test may kill runs the bundle: it can build nothing. */
  readonly runKillable = (step: Step): Promise<StepResult> => (step.onOutput ? runStep(step) : this.run(step));

  /** A project whose images are built on what this has of busybox. */
  makeProject(files: Files, host: string = this.hosts[0], run = this.run): Project {
    const filled = Object.entries(files).map(([file, text]) => [file, text.replaceAll("busybox:1.36", this.busybox)]);
    return makeProject(Object.fromEntries(filled), host, "REGISTRY", run);
  }

  /** A host that stands before one of the registries: builds that are pushed to it are in that registry. */
  addHost(host: string, before: string): void {
    this.#registries.set(host, this.#registry(before));
  }

  lookedUpBusybox(): string {
    return this.busybox;
  }

  countBuilds(): BuildCount {
    let before = this.built.length;
    const forget = (): void => {
      before = this.built.length;
    };
    return { env: {}, count: () => this.built.length - before, forget, close: () => {} };
  }

  async copy(host: string, from: string, to: string): Promise<void> {
    this.#registry(host).store.copy(from, to);
  }

  async close(): Promise<void> {
    await Promise.all(this.hosts.map((host) => this.#registry(host).close()));
  }

  #registry(host: string): InProcessRegistry {
    const found = this.#registries.get(host);
    if (!found) throw new TypeError(`there is no registry ${host}`);
    return found;
  }

  /** The images of both registries, by `host/path`. */
  #images(): MemoryRegistry {
    const placeOf = (repository: string): StoredRepository => {
      const slash = repository.indexOf("/");
      return this.#registry(repository.slice(0, slash)).store.at(repository.slice(slash + 1));
    };
    const snapshot = (): never => {
      throw new TypeError("not here");
    };
    return new MemoryRegistry({ at: placeOf, snapshot });
  }
}
