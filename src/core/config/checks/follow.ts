import { didYouMean } from "../../lib/text/nearest.ts";
import { parseDuration } from "../../lib/time/duration.ts";
import { matchesUnit } from "../../unit/selector.ts";
import type { Path } from "../document/document.ts";
import type { Problems } from "../document/problems.ts";
import { rootOf } from "../follow-model.ts";
import type { ImageModel, Model } from "../model.ts";
import type { StreamsConfig } from "../schema/schema.ts";
import { followKeys } from "../schema/schema-follow.ts";
import type { Draft } from "../units/draft.ts";
import { checkTests } from "./tests.ts";

type Stream = NonNullable<StreamsConfig[string]>;

/** Reports faults in the streams that follow others, and images that are in such a stream alone. */
export function checkFollows(model: Model, problems: Problems): void {
  const { streams = {} } = model.config;
  for (const [name, stream] of Object.entries(streams)) {
    const path = ["streams", name];
    if (stream?.follows !== undefined) checkFollower(name, { ...stream, follows: stream.follows }, path, model, problems);
    else if (stream && !problems.hasErrorBelow(...path, "follows")) checkNoFollower(stream, path, problems);
  }
  checkCircles(streams, problems);
  for (const follow of model.follows.values()) checkTests(follow.tests, "this stream", problems);
  for (const image of model.images) checkImage(image, model, problems);
}

/** Reports keys that only a following stream has. */
function checkNoFollower(stream: Stream, path: Path, problems: Problems): void {
  for (const key of Object.keys(followKeys)) {
    if (!Object.hasOwn(stream, key)) continue;
    const message = `\`${key}\` is for a stream that follows another one: add \`follows\`, or remove it`;
    problems.add("config-follow", message, [...path, key], "key");
  }
}

function checkFollower(
  name: string,
  stream: Stream & { follows: string },
  path: Path,
  { streams }: Model,
  problems: Problems,
): void {
  const { follows } = stream;
  if (follows === name) {
    const message = `the stream "${name}" follows itself: name the stream whose images it publishes`;
    problems.add("config-follow", message, [...path, "follows"]);
  } else if (!streams.includes(follows)) {
    const others = streams.filter((other) => other !== name);
    problems.add("config-unknown-name", `unknown stream "${follows}"${didYouMean(follows, others)}`, [...path, "follows"]);
  }
  for (const key of ["args", "from"] as const) {
    if (stream[key] === undefined) continue;
    const message = `the stream "${name}" follows "${follows}" and builds nothing: remove \`${key}\`, or \`follows\``;
    problems.add("config-follow", message, [...path, key], "key");
  }
  checkTimes(stream, path, problems);
}

/** Warns about times that have no effect beside the soak. */
function checkTimes({ soak = "7d", shown, verified }: Stream, path: Path, problems: Problems): void {
  if (problems.hasErrorBelow(...path, "soak")) return;
  if (shown !== undefined && parseDuration(shown) > parseDuration(soak)) {
    const message = `\`shown\` counts as ${soak}: it is never longer than \`soak\``;
    problems.add("config-idle", message, [...path, "shown"], "value", "warning");
  }
  if (verified !== undefined && parseDuration(verified) >= parseDuration(soak)) {
    const message = `a good verdict shortens nothing: \`verified\` is not shorter than \`soak\`, which is ${soak}`;
    problems.add("config-idle", message, [...path, "verified"], "value", "warning");
  }
}

/** Reports each circle of two streams or more once, at its first stream. */
function checkCircles(streams: StreamsConfig, problems: Problems): void {
  const reported = new Set<string>();
  for (const name of Object.keys(streams)) {
    if (reported.has(name) || rootOf(streams, name) !== undefined) continue;
    const circle = circleOf(streams, name);
    if (circle.length < 2) continue; // itself, an unknown stream, or a stream that leads to a circle
    for (const member of circle) reported.add(member);
    const message = `these streams follow each other, and none has a build: ${[...circle, name].join(" → ")}`;
    problems.add("config-follow", message, ["streams", name, "follows"]);
    for (const member of circle) problems.blame(["streams", member, "follows"]);
  }
}

/** The streams of the circle that a stream is part of; empty if it is part of none. */
function circleOf(streams: StreamsConfig, name: string): string[] {
  const circle: string[] = [];
  for (let at: string | undefined = name; at !== undefined && Object.hasOwn(streams, at); at = streams[at]?.follows) {
    if (circle.includes(at)) return at === name ? circle : [];
    circle.push(at);
  }
  return [];
}

/** Reports streams of an image that follow a stream which it is not in. */
function checkImage({ name, config, path, streams }: ImageModel, { follows }: Model, problems: Problems): void {
  if (!config.streams) return;
  for (const [index, stream] of config.streams.entries()) {
    const source = follows.get(stream)?.source;
    if (source === undefined || streams.includes(source)) continue;
    const message = `image "${name}" is in the stream "${stream}", but not in "${source}", which that stream follows: add "${source}", or remove "${stream}"`;
    problems.add("config-follow", message, [...path, "streams", index]);
  }
}

/** Warns about entries of `together` that match no unit of their stream. */
export function checkTogether({ follows }: Pick<Model, "follows">, drafts: readonly Draft[], problems: Problems): void {
  for (const [stream, { together, path }] of follows) {
    if (typeof together === "boolean") continue;
    const names = drafts.flatMap(({ unit }) => (unit.stream === stream ? [unit.name] : []));
    for (const [index, glob] of together.entries()) {
      if (names.some((name) => matchesUnit(glob, name))) continue;
      const message = `"${glob}" matches no unit of the stream "${stream}"`;
      problems.add("config-idle", message, [...path, "together", index], "value", "warning");
    }
  }
}
