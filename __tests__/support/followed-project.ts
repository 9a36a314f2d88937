import type { Run } from "../../src/commands/command.ts";
import { run as runCommand } from "../../src/commands/run.ts";
import { Failure } from "../../src/core/lib/problems/problem.ts";
import type { PlannedUnit } from "../../src/core/plan/plan.ts";
import type { Request } from "../../src/ports/request.ts";
import type { Session } from "../../src/ports/session.ts";
import { defaultRequest, type MemoryRun, memoryRun, type Shown } from "./memory-run.ts";

/** Where `fresh` goes, and `stable` unless a test says otherwise. */
export const place = "one.example.org/osg";

/** How one command ended. */
export interface FollowedEnd {
  status: number | "threw";
  shown: Shown;
  /** By unit; empty if the command left no plan. */
  units: Readonly<Record<string, PlannedUnit>>;
  /** The problems, the lines of all groups, and the summaries. */
  text: string;
}

/** Options of one run. */
export interface FollowedRun {
  event?: string;
  only?: string[];
  command?: Run;
  request?: Partial<Request>;
  /** Alters the session before the command runs. */
  change?: (session: Session) => void;
}

/** Images that are published as `fresh`, and followed by `stable`. */
export interface FollowedProject {
  made: MemoryRun;
  /** One command at a moment: `2026-11-23 06:17`. */
  at(moment: string, options?: FollowedRun): Promise<FollowedEnd>;
  /** The timestamps under which a stream tag of an image was published, oldest first. */
  stamps(streamTag: string, image?: string, where?: string): string[];
  /** What a tag of an image shows. */
  shows(tag: string, image?: string, where?: string): string | undefined;
}

/**
 * @param stable the keys of the following stream, besides `follows`
 * @param more further keys of the configuration, and of streams and images
 */
export function followedProject(
  stable = "soak: 7d",
  more: { top?: string; streams?: string; images?: string; files?: Record<string, string>; registries?: string } = {},
): FollowedProject {
  const { top = "", streams = "", files = {}, registries = `[${place}]` } = more;
  const images = more.images ?? "  squid: { context: squid }";
  const names = [...images.matchAll(/context: (\w+)/g)].map(([, name = ""]) => name);
  const made = memoryRun({
    ".github/tagstream.yml": `registries: ${registries}
${top}
streams:
  fresh: {}
  stable: { follows: fresh, ${stable} }
${streams}
images:
${images}
`,
    ...Object.fromEntries(names.map((name) => [`${name}/Dockerfile`, `FROM scratch\n# ${name}\n`])),
    ...files,
  });
  const { registry } = made;
  return {
    made,
    async at(moment, { event = "schedule", only = [], command = runCommand, request = {}, change } = {}) {
      made.now = new Date(`${moment.replace(" ", "T")}:00Z`);
      const { session, shown } = await made.session(event);
      change?.(session);
      const status = await command({ ...defaultRequest, only, ...request }, session).catch((error: unknown): "threw" => {
        if (!(error instanceof Failure)) throw error;
        for (const problem of error.problems) shown.problem(problem);
        return "threw";
      });
      const planned = shown.outputs["plan"] === undefined ? [] : (await made.plan(shown)).units;
      const problems = shown.problems.map(({ code, message }) => `${code}: ${message}`);
      return {
        status,
        shown,
        units: Object.fromEntries(planned.map((unit) => [unit.name, unit])),
        text: [...problems, ...[...shown.groups.values()].flat(), ...shown.summaries].join("\n"),
      };
    },
    stamps: (streamTag, image = "squid", where = place) =>
      Object.keys(registry.shown(`${where}/${image}`))
        .filter((tag) => new RegExp(`^${streamTag}-\\d{8}-\\d{4}`).test(tag))
        .map((tag) => tag.slice(streamTag.length + 1))
        .sort(),
    shows: (tag, image = "squid", where = place) => registry.shown(`${where}/${image}`)[tag],
  };
}
