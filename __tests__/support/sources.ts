import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { BakeTarget } from "../../src/core/build/bake.ts";
import type { Request } from "../../src/ports/request.ts";
import type { Session } from "../../src/ports/session.ts";
import { TestRepository } from "./git.ts";
import { defaultRequest, type MemoryRun, memoryRun, type Shown } from "./memory-run.ts";
import { openAgain } from "./opened-repository.ts";

/** What a build received: its revision, and a file of its context. */
export interface Built {
  revision: string;
  context: string;
}

/** A repository with its remote, whose streams have sources. */
export interface SourcedRun extends MemoryRun {
  /** The remote `origin`. */
  origin: TestRepository;
  /** What builds received, by stream tag. */
  received: Map<string, Built>;
  /** Runs a command for an event in a clone; the run's own one by default. */
  command(
    work: (request: Request, session: Session) => Promise<number>,
    event: Partial<Session["event"]> & { name: string },
    request?: Partial<Request>,
    clone?: TestRepository,
  ): Promise<{ status: number; shown: Shown }>;
}

/** The configuration of these tests: every source of a stream. */
export const sourcedConfiguration = `registries: [one.example.org/osg]
streams:
  edge: {}
  release: { from: { tag: "v{version}" } }
  lts: { from: { tag: "v{version}", range: "1.4" } }
  "3.22": { from: { branch: 3.22-stable } }
images: { app: { context: app } }
`;

/** A run on a real repository with a remote, and on a registry and a builder in memory. */
export function sourcedRun(configuration = sourcedConfiguration): SourcedRun {
  const made = memoryRun({ ".github/tagstream.yml": configuration, "app/Dockerfile": "FROM busybox\n", "app/version": "main\n" });
  const origin = new TestRepository(made.repository.publish());
  const received = new Map<string, Built>();
  const run: SourcedRun = Object.assign(made, { origin, received, command });
  return run;

  async function command(
    work: (request: Request, session: Session) => Promise<number>,
    event: Partial<Session["event"]> & { name: string },
    request: Partial<Request> = {},
    clone: TestRepository = made.repository,
  ): Promise<{ status: number; shown: Shown }> {
    const { session, shown } = await made.session(event.name);
    const { builder } = session.ports;
    const repository = await openAgain(clone.folder);
    const watched: Session = {
      ...session,
      event: { ...session.event, sha: clone.head(), ...event },
      ports: {
        ...session.ports,
        repository,
        forge: undefined as never, // it knows one branch
        builder: {
          ...builder,
          bake: async (asked, workTree, log) => {
            const target = (asked.definition as { target: Record<string, BakeTarget> }).target["unit"];
            const file = path.join(workTree, target?.context ?? "", "version");
            received.set(target?.labels["org.opencontainers.image.version"] ?? "", {
              revision: target?.labels["org.opencontainers.image.revision"] ?? "",
              context: existsSync(file) ? readFileSync(file, "utf8").trim() : "",
            });
            return builder.bake(asked, workTree, log);
          },
        },
      },
    };
    delete (watched.ports as { forge?: unknown }).forge;
    return { status: await work({ ...defaultRequest, ...request }, watched), shown };
  }
}

/** Commits `version` on a new branch or tag of a repository, beside `main`, and pushes it. */
export function release({ repository, origin }: SourcedRun, tag: string, files: Record<string, string> = {}): string {
  repository.checkOut(repository.head());
  const commit = repository.commit({ "app/version": `${tag}\n`, ...files });
  repository.tag(tag, commit);
  repository.pushTo(origin, `refs/tags/${tag}`);
  repository.checkOut("main");
  return commit;
}

/** Work trees that a run left behind. */
export function leftTrees({ repository }: MemoryRun): string[] {
  const folder = path.join(repository.folder, ".git", "worktrees");
  return existsSync(folder) ? readdirSync(folder) : [];
}
