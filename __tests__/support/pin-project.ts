import { pin } from "../../src/commands/pin.ts";
import { run } from "../../src/commands/run.ts";
import { Failure } from "../../src/core/lib/problems/problem.ts";
import type { PinTargets } from "../../src/ports/pin-targets.ts";
import type { Request } from "../../src/ports/request.ts";
import type { Terminal } from "../../src/ports/session.ts";
import { type MemoryTarget, memoryTarget } from "./memory-pin-targets.ts";
import { defaultRequest, type MemoryRun, memoryRun, type Shown } from "./memory-run.ts";
import { terminalOf } from "./terminal.ts";

/** Where the images go; the second registry is optional. */
export const [first, second] = ["one.example.org/osg", "two.example.org/osg"];

/** Two images, and the repository that they are deployed from. */
export interface PinProject {
  made: MemoryRun;
  target: MemoryTarget;
  /** Publishes at a moment: `2026-11-23 06:17`. */
  publish(moment: string, event?: string): Promise<void>;
  /** Runs the command `pin`. */
  pin(options?: PinStart): Promise<PinEnd>;
  /** `release-20261123-0617@sha256:…` of an image. */
  pinned(stamp: string, image?: string, stream?: string, place?: string): string;
}

/** One start of the command. */
export interface PinStart {
  event?: string;
  request?: Partial<Request>;
  terminal?: Partial<Terminal>;
  /** Another GitHub than that in memory. */
  targets?: PinTargets;
}

/** How the command ended. */
export interface PinEnd {
  status: number | "threw";
  shown: Shown;
  /** The lines of the log. */
  lines: string;
  /** Standard output. */
  printed: string;
}

const images = "images: { squid: { context: squid }, xcache: { context: xcache } }\n";

export function pinProject(
  files: Record<string, string>,
  {
    pins = "pins: [{ repository: osg/k8s, files: ['**/*.yaml'] }]",
    top = "",
    streams = "{ release: {}, testing: {} }",
    checkout = {} as Record<string, string>,
  } = {},
): PinProject {
  const made = memoryRun({
    ".github/tagstream.yml": `registries: [${first}, { name: ${second}, required: false }]\n${pins}\n${top}\nstreams: ${streams}\n${images}`,
    "squid/Dockerfile": "FROM scratch\n",
    "xcache/Dockerfile": "FROM scratch\n",
    ...checkout,
  });
  const target = memoryTarget(files);
  made.pinTargets["osg/k8s"] = target;
  return {
    made,
    target,
    async publish(moment, event = "schedule") {
      made.now = new Date(`${moment.replace(" ", "T")}:00Z`);
      const { session, shown } = await made.session(event);
      const status = await run(defaultRequest, session);
      if (status !== 0) throw new Error(JSON.stringify(shown.problems));
    },
    pin: (options = {}) => pinIn(made, options),
    pinned(stamp, image = "squid", stream = "release", place = first) {
      const tag = `${stream}-${stamp}`;
      return `${tag}@${made.registry.shown(`${place}/${image}`)[tag]}`;
    },
  };
}

async function pinIn(made: MemoryRun, { event = "push", request = {}, terminal, targets }: PinStart): Promise<PinEnd> {
  const printed: string[] = [];
  const whole = terminal && terminalOf(printed, terminal);
  const { session, shown } = await made.session(event, whole);
  if (targets) session.ports.pinTargets = targets;
  const status = await pin({ ...defaultRequest, ...request }, session).catch((error: unknown): "threw" => {
    if (!(error instanceof Failure)) throw error;
    for (const problem of error.problems) shown.problem(problem);
    return "threw";
  });
  return { status, shown, lines: (shown.groups.get("") ?? []).join("\n"), printed: printed.join("") };
}

/** The text of a file that the last pull request of a target proposes. */
export function proposed({ pulls }: MemoryTarget, path: string): string {
  return Buffer.from(pulls.at(-1)?.files.get(path) ?? []).toString();
}
