import { randomBytes } from "node:crypto";
import { expect } from "@jest/globals";
import { split } from "./broken.ts";
import { engine } from "./engine.ts";
import type { Files } from "./git.ts";
import { makeProject, type Project } from "./project.ts";
import { tagsOf } from "./registry-check.ts";
import { copyTags } from "./registry-copy.ts";
import type { Step, StepResult } from "./runner.ts";

/** One image, whose second file decides what is in it. */
export const oneImage: Files = {
  ".github/tagstream.yml": `registries: [REGISTRY, SECOND]
defaults: { packages: false }
aliases: [{ tag: latest }]
versions: { stream: release }
images:
  app: { context: app, tests: [{ run: [grep, -q, "^app", /app] }] }
`,
  "app/Dockerfile": "FROM busybox:1.36\nCOPY text /app\n",
  "app/text": "app 1\n",
};

/** A project with its place in the second registry. */
export interface Versioned {
  project: Project;
  second: string;
}

let published: Promise<Versioned> | undefined;

/** A project in two registries; `SECOND` in its configuration stands for the other one. */
export function makeInTwo(files: Files, host?: string): Versioned {
  const second = `${engine("TAGSTREAM_TEST_REGISTRY_B")}/versions-${randomBytes(6).toString("hex")}`;
  const filled = Object.fromEntries(Object.entries(files).map(([path, text]) => [path, text.replaceAll("SECOND", second)]));
  return { project: makeProject(filled, host), second };
}

/** The same, published. */
export async function makeVersioned(files: Files): Promise<Versioned> {
  const made = makeInTwo(files);
  await succeed(made.project.push());
  return made;
}

/** A published project of one image: built for the first test that asks, and copied for each. */
export async function copyVersioned(host?: string): Promise<Versioned> {
  published ??= makeVersioned(oneImage);
  return copyOf(await published, host);
}

/** A project of one image as its repository began, at a place of its own, with all images of another one. */
export async function copyOf({ project, second }: Versioned, host?: string): Promise<Versioned> {
  const copy = makeInTwo(oneImage, host);
  const [, to] = split(copy.project.registry);
  await copyImage(`${project.registry}/app`, `${to}/app`);
  await copyImage(`${second}/app`, `${split(copy.second)[1]}/app`);
  return copy;
}

async function copyImage(image: string, to: string): Promise<void> {
  const [host, from] = split(image);
  await copyTags(host, from, to, Object.keys(await tagsOf(image)));
}

/** The image's tags in both registries, which have to be the same. */
export async function tagsInBoth({ project, second }: Versioned, image = "app"): Promise<Record<string, string>> {
  const [a, b] = [await tagsOf(`${project.registry}/${image}`), await tagsOf(`${second}/${image}`)];
  expect(b).toEqual(Object.fromEntries(Object.entries(a).filter(([tag]) => !tag.startsWith("rc."))));
  return a;
}

/** A further change, merged and published. */
export async function mergeAndPublish({ repository, push }: Project, files: Files): Promise<void> {
  repository.commit(files);
  repository.git("push", "--quiet", "--force", "origin", "HEAD:main");
  await succeed(push());
}

/** What a run's log has where something was built or pushed. */
export const aBuildOrPush = /^ *built sha256:|pushing manifest/m;

export async function succeed(run: Promise<StepResult>): Promise<StepResult> {
  const result = await run;
  if (result.status !== 0) throw new Error(result.log);
  return result;
}

/** A run for the push of a git tag on what is checked out. */
export function pushTag({ step, repository }: Project, gitTag: string, more: Partial<Step> = {}): Promise<StepResult> {
  const payload = { repository: { default_branch: "main" }, head_commit: { id: repository.head() } };
  return step({ event: "push", payload, ...more, env: { GITHUB_REF: `refs/tags/${gitTag}`, ...more.env } });
}

/** Of what a registry holds, the version tags: what is neither of a stream nor its alias. */
export function versionsOf(tags: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).filter(([tag]) => !/^(rc\..*|latest|.*release.*)$/.test(tag)));
}
