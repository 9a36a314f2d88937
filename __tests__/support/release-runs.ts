import { run } from "../../src/commands/run.ts";
import type { Digest } from "../../src/core/lib/digest.ts";
import type { Plan } from "../../src/core/plan/plan.ts";
import type { Ports } from "../../src/ports/index.ts";
import type { Request } from "../../src/ports/request.ts";
import type { Session } from "../../src/ports/session.ts";
import { defaultRequest, type Shown } from "./memory-run.ts";
import { type SourcedRun, sourcedRun } from "./sources.ts";

/** `edge` from the default branch, releases from git tags, with version tags, and a maintenance branch. */
export const releasing = `registries: [one.example.org/osg]
streams:
  edge: {}
  release: { from: { tag: "v{version}" } }
  next: { from: { tag: "v{version}", pre-releases: true } }
  lts: { from: { branch: 1.3-stable } }
versions: { stream: release }
images: { app: { context: app } }
`;

export const repository = "one.example.org/osg/app";

type Event = Partial<Session["event"]> & { name: string };

/** How a run ended. */
export interface Ended {
  status: number;
  shown: Shown;
  /** Absent if there was nothing to do. */
  plan?: Plan;
}

/** A repository with releases, whose runs know GitHub's branches, holds and clock. */
export interface Releases extends SourcedRun {
  /** One run of the action for an event, in a checkout of the event's commit or of another one. */
  on(event: Event, work?: typeof run, request?: Partial<Request>, checkout?: string): Promise<Ended>;
  /** What happens right before the next build. */
  during?: (() => Promise<unknown>) | undefined;
  /** GitHub's only pull request. */
  pull?: { open: boolean; merged: boolean; head: string };
  /** The merged pull requests behind commits. */
  mergedAs: Map<string, number[]>;
  /** Commits these files on a branch, and pushes it; returns the commit. */
  land(branch: string, files?: Record<string, string>): string;
  /** Makes a git tag of a commit, and pushes it. */
  tag(name: string, commit?: string): void;
  /** What the repository's tags show. */
  tags(): Record<string, Digest>;
  /** Lets days pass. */
  days(count: number): void;
}

export function releaseRuns(configuration = releasing): Releases {
  const made = sourcedRun(configuration);
  const { repository: clone, origin } = made;
  const releases: Releases = Object.assign(made, {
    mergedAs: new Map<string, number[]>(),
    async on(event: Event, work = run, request: Partial<Request> = {}, checkout?: string): Promise<Ended> {
      const sha = event.sha ?? clone.tip("main");
      clone.checkOut(checkout ?? sha);
      const { session, shown } = await made.session(event.name);
      const ports = portsOf(session.ports, releases);
      try {
        const status = await work(
          { ...defaultRequest, ...request },
          { ...session, ports, event: { ...session.event, sha, ...event } },
        );
        return { status, shown, ...(shown.outputs["plan"] === undefined ? {} : { plan: await made.plan(shown) }) };
      } finally {
        clone.checkOut("main");
      }
    },
    land(branch: string, files: Record<string, string> = {}): string {
      clone.checkOut(branch);
      const commit = clone.commit(files);
      clone.pushTo(origin, `refs/heads/${branch}`);
      clone.checkOut("main");
      return commit;
    },
    tag(name: string, commit = "main"): void {
      clone.tag(name, commit);
      clone.pushTo(origin, `refs/tags/${name}`);
    },
    tags: () => made.registry.shown(repository),
    days(count: number): void {
      made.now = new Date(made.now.getTime() + count * 86_400_000);
    },
  });
  return releases;
}

/** The ports of a run, whose GitHub knows the branches of `origin`. */
function portsOf(ports: Ports, releases: Releases): Ports {
  const { forge, builder } = ports;
  if (!forge) throw new TypeError("a run without GitHub");
  return {
    ...ports,
    builder: {
      ...builder,
      bake: async (...asked) => {
        const { during } = releases;
        releases.during = undefined;
        await during?.();
        return builder.bake(...asked);
      },
    },
    forge: {
      ...forge,
      tip: async (branch) => releases.origin.tip(branch),
      pullRequest: async (number) => releases.pull ?? forge.pullRequest(number),
      mergedAs: async (commit) => releases.mergedAs.get(commit) ?? [],
    },
  };
}

/** The push of a git tag. */
export function pushOf(made: Releases, tag: string, name = "push"): Event {
  const payload = name === "release" ? { action: "published", release: { tag_name: tag } } : {};
  return {
    name,
    ref: `refs/tags/${tag}`,
    sha: made.repository.tagged(tag),
    payload: { repository: { id: 1, default_branch: "main" }, ...payload },
  };
}

/** A push to a branch. */
export function pushTo(made: Releases, branch = "main"): Event {
  return { name: "push", ref: `refs/heads/${branch}`, sha: made.repository.tip(branch) };
}

/** Each unit's decision, and why. */
export function decisions({ plan }: Ended): Record<string, string> {
  return Object.fromEntries((plan?.units ?? []).map(({ name, decision, reason }) => [name, `${decision}: ${reason}`]));
}

/** What a run that did nothing said. */
export function said({ shown }: Ended): string {
  return shown.summaries.join("\n");
}
