// The command `status` over a year of publications, in registries in memory: requests, time and size.
import { statSync } from "node:fs";
import path from "node:path";
import { type FollowedProject, followedProject, place } from "../__tests__/support/followed-project.ts";
import { makeFolder, removeFolders } from "../__tests__/support/git.ts";
import { status as statusCommand } from "../src/commands/status.ts";
import type { Digest } from "../src/core/lib/digest.ts";
import { timestampOf } from "../src/core/lib/time/timestamp.ts";
import { annotationKeys, ociKeys } from "../src/core/oci/annotations.ts";
import { defaultGenerator } from "../src/core/packages/generator.ts";
import { mark } from "./machine.ts";
import { heading, table } from "./table.ts";

/** Each has a stream that is built and one that follows it. */
const images = 50;
const weeks = 52;
const day = 86_400_000;
const week = 7 * day;
const second = "two.example.org/osg";
const now = Date.UTC(2026, 10, 23, 10, 17);
/** Packages of an image, and how many of them change in a week. */
const packages = 200;
const changing = 8;
/** Megabytes of the page. */
const goal = 1;

/** Runs it twice into one folder: the second run finds what the first one left. */
export async function status(): Promise<void> {
  heading(`status: ${2 * images} units, ${weeks} weekly publications each, in 2 registries, ${packages} packages`);
  try {
    const project = projectOfAYear();
    const folder = path.join(makeFolder(), "site");
    const rows = [await row("first run", project, folder), await row("with an earlier status", project, folder)];
    table([["", "requests", "of them of blobs", "CPU", "page", "status.json", "goal of the page"], ...rows]);
  } finally {
    removeFolders();
  }
}

async function row(name: string, project: FollowedProject, folder: string): Promise<string[]> {
  let [requests, blobs] = [0, 0];
  project.made.registry.refuse = ({ verb }) => {
    requests++;
    if (verb === "blob" || verb === "blobStream") blobs++;
    return undefined;
  };
  const began = process.cpuUsage();
  const moment = new Date(now).toISOString().slice(0, 16).replace("T", " ");
  const { status: ended, text } = await project.at(moment, { command: statusCommand, request: { output: folder } });
  if (ended !== 0) throw new Error(text);
  const { user, system } = process.cpuUsage(began);
  const [page, data] = ["index.html", "status.json"].map((file) => statSync(path.join(folder, file)).size / 1e6);
  return [
    name,
    String(requests),
    String(blobs),
    `${((user + system) / 1e6).toFixed(1)} s`,
    `${page?.toFixed(2)} MB`,
    `${data?.toFixed(2)} MB`,
    `≤ ${goal} MB ${mark((page ?? 0) <= goal)}`,
  ];
}

/** A weekly `fresh`, and a `stable` that follows a week later. */
function projectOfAYear(): FollowedProject {
  const names = Array.from({ length: images }, (_, index) => `app${index}`);
  const project = followedProject("soak: 6d", {
    registries: `[${place}, ${second}]`,
    images: names.map((name) => `  ${name}: { context: ${name} }`).join("\n"),
  });
  for (const name of names) {
    let before: Digest | undefined;
    for (let ago = weeks; ago >= 0; ago--) {
      const digest = publish(project, name, ago);
      if (before && ago < weeks) tag(project, name, "stable", now - ago * week - 3 * day, before);
      before = digest;
    }
  }
  return project;
}

function publish(project: FollowedProject, name: string, ago: number): Digest {
  const time = now - ago * week - 4 * day;
  const annotations = {
    [annotationKeys.built]: timestampOf(new Date(time)),
    [annotationKeys.intent]: "rebuild",
    [annotationKeys.inputs]: "a".repeat(64),
    [annotationKeys.tests]: "b".repeat(64),
    [ociKeys.revision]: ago.toString(16).padStart(40, "c"),
  };
  const bases = [{ uri: "pkg:docker/debian@bookworm-slim?platform=linux%2Famd64", digest: baseOf(ago) }];
  const image = {
    content: { name, ago },
    platforms: ["linux/amd64", "linux/arm64"],
    generator: defaultGenerator,
    packages: Array.from({ length: packages }, (_, index) => purlOf(index, ago)),
  };
  const digests = [place, second].map((where) => project.made.registry.push(`${where}/${name}`, annotations, bases, image));
  const [digest] = digests;
  if (digest === undefined) throw new TypeError("nothing was pushed");
  tag(project, name, "fresh", time, digest);
  return digest;
}

function tag(project: FollowedProject, name: string, stream: string, time: number, digest: Digest): void {
  for (const where of [place, second])
    for (const text of [stream, `${stream}-${timestampOf(new Date(time))}`])
      project.made.registry.setTag(`${where}/${name}`, text, digest);
}

function baseOf(ago: number): Digest {
  return `sha256:${ago.toString(16).padStart(64, "0")}`;
}

/** In each week, some packages get another version. */
function purlOf(index: number, ago: number): string {
  const changed = Math.floor((weeks - ago + (packages - index) / changing) / (packages / changing));
  return `pkg:deb/debian/lib-${index}-of-some-length@1.${changed}.${index}-3%2Bdeb12u${changed}?arch=amd64`;
}
