import { createTokens } from "../../../../src/adapters/github/pins/tokens.ts";
import type { PinTargets } from "../../../../src/ports/pin-targets.ts";
import { lazyPinTargets } from "../../../../src/wiring.ts";
import { HostedRepository } from "../../github/hosted/repository.ts";
import { type GitHub, startGitHub } from "../../github-server.ts";
import { type MemoryRun, memoryRun } from "../../memory-run.ts";
import { createRandom, type Random } from "../random.ts";
import { one, type PlantedRepository, repositories, two, unpinned } from "./files.ts";

export const images = ["squid", "xcache"] as const;
export const streams = ["release", "testing", "stable"] as const;
/** Every repository of images. */
export const places: readonly string[] = [one, two].flatMap((place) => images.map((image) => `${place}/${image}`));
const token = "ghs_planted";

/** A closed pull request: a person declined exactly this. */
interface Declined {
  head: string;
  /** The highest number then. */
  number: number;
  proposed: string;
}

/** A repository that images are deployed from, and what people did in it. */
export interface Deployed extends PlantedRepository {
  hosted: HostedRepository;
  /** Commits that people made, and all of git's objects that were looked at. */
  known: Set<string>;
  /** Commits at which people left the branch, the last one last. */
  tips: string[];
  /** What a person committed to a pull request, by its branch. */
  edited: Map<string, { sha: string; number: number; texts: string }>;
  declined: Declined[];
}

/** Images in two registries in memory, and a GitHub with two repositories whose files name them. */
export interface PinnedWorld {
  made: MemoryRun;
  random: Random;
  github: GitHub;
  deployed: readonly Deployed[];
  targets(): PinTargets;
  /** By `REPOSITORY:STREAM`, every digest that it showed since the present step began. */
  window: Map<string, Set<string>>;
  /** By `REPOSITORY:TAG`, the digest that a timestamp tag ever had. */
  stamped: Map<string, string>;
  /** The share of requests that fail: of registries and of GitHub. */
  trouble: { registry: number; github: number };
  /** What happens at the same time: after so many requests. */
  meanwhile: { requests: number; happens: () => void }[];
  /** A request begins. */
  tick(): void;
  /** The names of the only deeds; all, unless a test names some. */
  only?: readonly string[];
  /** How often something was to move a stream. */
  moves: number;
  log: string[];
  close(): Promise<void>;
}

const configuration = `registries: [${one}, { name: ${two}, required: false }]
retention: { last: 1 }
pins:
  - { repository: osg/k8s, files: ["apps/**", "charts/**", "flux/**"] }
  - { repository: osg/site, branch: production, files: ["**/*.yaml"] }
streams:
  release: {}
  testing: {}
  stable: { follows: release, soak: 1d, shown: 1h }
images: { squid: { context: squid }, xcache: { context: xcache } }
`;

export async function pinnedWorld(seed: number): Promise<PinnedWorld> {
  const made = memoryRun({
    ".github/tagstream.yml": configuration,
    ...Object.fromEntries(images.map((image) => [`${image}/Dockerfile`, `FROM scratch\n# ${image}\n`])),
  });
  made.now = new Date("2026-11-02T06:17:00Z");
  const github = await startGitHub();
  const deployed = repositories.map(deploy);
  const names = deployed.map(({ name }) => name);
  const rights = { repositories: names, contents: "write", pullRequests: "write", isJobs: true } as const;
  github.hosted = { repositories: deployed.map(({ hosted }) => hosted), tokens: new Map([[token, rights]]), faults: [] };
  const random = createRandom(seed);
  const world: PinnedWorld = {
    made,
    random,
    github,
    deployed,
    targets: () => lazyPinTargets(createTokens({ environment: {}, token }), { own: "osg/images", apiUrl: github.url, second: 1 }),
    window: new Map(),
    stamped: new Map(),
    trouble: { registry: 0, github: 0 },
    meanwhile: [],
    moves: 0,
    tick: () => {
      for (const one of world.meanwhile) if (one.requests-- === 0) one.happens();
    },
    log: [],
    close: () => github.close(),
  };
  github.onRequest = () => {
    world.tick();
    if (!random.chance(world.trouble.github)) return undefined;
    const done = random.chance(0.5);
    return random.chance(0.5) ? { drop: true, done } : { status: random.pick([500, 502, 503]), done };
  };
  return world;
}

function deploy(planted: PlantedRepository): Deployed {
  const { name, branch, files } = planted;
  const hosted = new HostedRepository(name, { "README.md": "read me\n" });
  const on = [hosted.tip("main")];
  const texts = Object.entries(files).map(([path, form]) => [path, unpinned(form)] as const);
  const tip = hosted.commit(branch, Object.fromEntries(texts), { on });
  return { ...planted, hosted, known: new Set([...on, tip]), tips: [tip], edited: new Map(), declined: [] };
}

/** Whether a deed may happen. */
export const isOn = ({ only }: PinnedWorld, deed: string): boolean => only?.includes(deed) ?? true;

/** The clock goes on by some hours. */
export function later({ made }: PinnedWorld, hours: number): void {
  made.now = new Date(made.now.getTime() + Math.round(hours * 60) * 60_000);
}

/** Takes down what a repository's tags show. */
export function noteTags({ made, window, stamped }: PinnedWorld, repository: string): void {
  for (const [tag, digest] of Object.entries(made.registry.shown(repository))) {
    const name = `${repository}:${tag}`;
    if (/-\d{8}-\d{4}(-\d\d)?$/.test(tag)) stamped.set(name, stamped.get(name) ?? digest);
    else window.set(name, (window.get(name) ?? new Set()).add(digest));
  }
}

/** From now on, what streams show counts for what is proposed next. */
export function beginStep(world: PinnedWorld): void {
  world.window.clear();
  world.meanwhile = [];
  for (const repository of places) noteTags(world, repository);
}
