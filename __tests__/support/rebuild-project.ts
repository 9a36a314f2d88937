import { run as runCommand } from "../../src/commands/run.ts";
import type { Digest } from "../../src/core/lib/digest.ts";
import type { RegistryCall } from "./memory-registry.ts";
import { defaultRequest, type MemoryRun, memoryRun } from "./memory-run.ts";

/** Where its images go. */
export const place = "one.example.org/osg";
/** Where its bases outside the configuration are. */
export const hub = "hub.example.org/os";
export const day = 86_400_000;

/** `child` is built on `base`, and `base` and `alone` on two bases outside the configuration. */
export function project(rebuild = "{ every: 7d }"): MemoryRun {
  const made = memoryRun({
    ".github/tagstream.yml": `registries: [${place}]
rebuild: ${rebuild}
images:
  child: { context: child }
  base: { context: base }
  alone: { context: alone, tests: [{ run: [ok] }] }
`,
    "child/Dockerfile": `FROM ${place}/base:release\n`,
    "base/Dockerfile": `FROM ${hub}/nine:9\n`,
    "alone/Dockerfile": `FROM ${hub}/nine:9 AS build\nFROM ${hub}/ten:10\nCOPY --from=build / /\n`,
  });
  moveBase(made, "nine", "9");
  moveBase(made, "ten", "10");
  return made;
}

let moves = 0;

/** Puts a new image under a base's tag. */
export function moveBase(
  { registry, now }: MemoryRun,
  image: string,
  tag: string,
  created = new Date(now.getTime() - day),
): Digest {
  const digest = registry.push(`${hub}/${image}`, {}, [], { content: { move: ++moves }, created });
  registry.setTag(`${hub}/${image}`, tag, digest);
  return digest;
}

/** One command, so many days later: how it ended, and all its calls of registries. */
export async function run(made: MemoryRun, days: number, event = "schedule", command = runCommand) {
  made.now = new Date(made.now.getTime() + days * day);
  const { session, shown } = await made.session(event);
  const calls: RegistryCall[] = [];
  const { refuse } = made.registry;
  made.registry.refuse = (call) => {
    calls.push(call);
    return refuse(call);
  };
  const before = made.built.length;
  const status = await command(defaultRequest, session);
  made.registry.refuse = refuse;
  const units = shown.outputs["plan"] === undefined ? [] : (await made.plan(shown)).units;
  const reasons = Object.fromEntries(units.map(({ image, why, reason }) => [image, why ?? reason]));
  return { status, shown, calls, reasons, built: made.built.slice(before).map((name) => name.slice(place.length + 1)), units };
}

/** The annotations of what an image of the project shows. */
export const annotations = ({ registry }: MemoryRun, image: string) => registry.annotationsOf(`${place}/${image}`, "release");
