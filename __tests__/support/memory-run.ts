import path from "node:path";
import { createFiles } from "../../src/adapters/files.ts";
import { openRepository } from "../../src/adapters/git.ts";
import { createHasher } from "../../src/adapters/hasher.ts";
import { redactorOf } from "../../src/adapters/redaction.ts";
import type { Session } from "../../src/commands/session.ts";
import { type BakeTarget, bakeTarget } from "../../src/core/bake.ts";
import type { Plan } from "../../src/core/plan.ts";
import { readPlan } from "../../src/core/plan-document.ts";
import type { Request } from "../../src/inputs.ts";
import type { Builder, Containers, Forge, HoldIssue } from "../../src/ports.ts";
import { makeReporter } from "./engine.ts";
import { type Files, makeFolder, makeRepository, type TestRepository } from "./git.ts";
import { type MemoryRegistry, memoryRegistry } from "./memory-registry.ts";
import { makeManifest } from "./registry.ts";

/** Everything that a run showed. */
export interface Shown extends ReturnType<typeof makeReporter> {
  outputs: Record<string, string>;
  summaries: string[];
}

/** A repository whose commands run in this process, on registries and a builder in memory: in milliseconds. */
export interface MemoryRun {
  repository: TestRepository;
  registry: MemoryRegistry;
  /** Repositories that builds were pushed to, in order. */
  built: string[];
  /** GitHub's open issues that are holds. */
  holds: HoldIssue[];
  /** The comments that were written, in order. */
  comments: string[];
  /** What the clock says. */
  now: Date;
  session(event: string, terminal?: Session["terminal"]): Promise<{ session: Session; shown: Shown }>;
  /** The plan that a run left. */
  plan(shown: Shown): Promise<Plan>;
}

export const defaultRequest: Request = {
  command: "run",
  config: ".github/tagstream.yml",
  only: [],
  to: { kind: "previous" },
  reason: "",
  expires: "7d",
  dryRun: false,
};

let runs = 0;

export function memoryRun(files: Files): MemoryRun {
  const repository = makeRepository(files);
  const registry = memoryRegistry();
  const built: string[] = [];
  const made: MemoryRun = {
    repository,
    registry,
    built,
    holds: [],
    comments: [],
    now: new Date("2026-11-23T06:17:00Z"),
    async session(event, terminal) {
      const tree = await openRepository(repository.folder, { ownedByOthers: false });
      const outputs: Record<string, string> = {};
      const summaries: string[] = [];
      const shown: Shown = {
        ...makeReporter(),
        outputs,
        summaries,
        summary: async (text) => void summaries.push(text),
        output: (name, value) => {
          outputs[name] = value;
        },
      };
      const session: Session = {
        ports: {
          repository: tree,
          hasherOf: createHasher,
          registry,
          builder: builderInto(registry, built),
          containers: noContainers,
          forge: forgeOf(made),
          files: createFiles(),
          clock: { now: () => made.now },
          reporter: shown,
        },
        event: eventOf(event, repository.head()),
        ...(terminal ? { terminal } : {}),
        temporary: path.join(makeFolder(), "temporary"),
      };
      return { session, shown };
    },
    plan: async ({ outputs }) => readPlan(await createFiles().read(outputs["plan"] ?? "")),
  };
  return made;
}

/** `push`, `schedule`, `pull_request`, or the push of a git tag: `refs/tags/v1.0.0`. */
function eventOf(event: string, sha: string): Session["event"] {
  const tagged = event.startsWith("refs/tags/");
  const pull = { number: 7, user: { login: "octo" }, head: { sha, repo: { id: 1 } }, base: { ref: "main" } };
  const repository = { id: 1, default_branch: "main" };
  return {
    name: tagged ? "push" : event,
    payload: event === "pull_request" ? { action: "opened", repository, pull_request: pull } : { repository },
    ref: tagged ? event : "refs/heads/main",
    sha,
    repository: "osg/images",
    runId: String(++runs),
    runAttempt: 1,
  };
}

function forgeOf({ repository, holds, comments }: MemoryRun): Forge {
  const no = () => Promise.reject(new TypeError("not here"));
  return {
    tip: async () => repository.head(),
    pullRequest: async () => ({ open: true, merged: false, head: repository.head() }),
    currentName: async () => undefined,
    mergedAs: async () => [],
    async comment(_number, _marker, text) {
      const written = text(comments.at(-1));
      if (written !== undefined) comments.push(written);
    },
    holds: async () => holds,
    openHold: no,
    updateHold: no,
    closeHold: no,
  };
}

export const noContainers: Containers = {
  cannotRun: async () => [],
  pull: async () => {},
  load: () => Promise.reject(new TypeError("not here")),
  run: async () => ({ status: 0, timedOut: false, output: "" }),
  start: () => Promise.reject(new TypeError("not here")),
  script: () => Promise.reject(new TypeError("not here")),
  name: async () => {},
  discard: async () => {},
};

/** Pushes what BuildKit would: an index with the annotations that are asked for, and provenance that names the base. */
export function builderInto(registry: MemoryRegistry, built: string[]): Builder {
  const oci = "application/vnd.oci.image";
  const put = async (repository: string, content: ReturnType<typeof makeManifest>) => {
    await registry.putManifest(repository, content.digest, content);
    return { mediaType: content.mediaType, digest: content.digest, size: content.bytes.length };
  };
  return {
    check: async () => ({ name: "memory", driver: "memory", platforms: [], buildx: "memory" }),
    missingSecrets: async () => [],
    redactor: redactorOf,
    layout: () => Promise.reject(new TypeError("not here")),
    async bake({ definition }) {
      const target = (definition as { target: Record<string, BakeTarget> }).target[bakeTarget];
      const repository = target?.output[0]?.["name"] ?? "";
      const annotations = Object.fromEntries(
        (target?.annotations ?? []).map((text) => text.replace("index,manifest:", "").split(/=(.*)/s).slice(0, 2)),
      );
      const bases = Object.values(target?.contexts ?? {}).flatMap((text) => /sha256:([a-f0-9]{64})$/.exec(text)?.[1] ?? []);
      const resolvedDependencies = [...new Set(bases)].map((sha256) => ({ uri: "pkg:docker/base", digest: { sha256 } }));
      const statement = Buffer.from(JSON.stringify({ predicate: { buildDefinition: { resolvedDependencies } } }));
      const layer = { digest: registry.putBlob(repository, statement), size: statement.length };
      const predicate = { "in-toto.io/predicate-type": "https://slsa.dev/provenance/v1" };
      const attestation = await put(
        repository,
        makeManifest(`${oci}.manifest.v1+json`, { layers: [{ ...layer, annotations: predicate }] }),
      );
      const image = await put(repository, makeManifest(`${oci}.manifest.v1+json`, { of: built.length, layers: [] }));
      const reference = { "vnd.docker.reference.type": "attestation-manifest", "vnd.docker.reference.digest": image.digest };
      const manifests = [
        { ...image, platform: { os: "linux", architecture: "amd64" } },
        { ...attestation, annotations: reference, platform: { os: "unknown", architecture: "unknown" } },
      ];
      built.push(repository);
      return (await put(repository, makeManifest(`${oci}.index.v1+json`, { annotations, manifests }))).digest;
    },
  };
}
