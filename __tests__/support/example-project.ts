import { execFileSync } from "node:child_process";
import { readExampleToBuild } from "./example.ts";
import type { Files } from "./git.ts";
import { makeProject, type Project } from "./project.ts";
import { tagsOf } from "./registry-check.ts";
import type { Step, StepResult } from "./runner.ts";

const file = ".github/tagstream.yml";

/** One of `examples` as a user's repository, with these files instead of its own; `placeholder` as for `makeProject`. */
export function exampleProject(name: string, placeholder?: string, more: Files = {}): Project {
  const files = { ...readExampleToBuild(name), ...more };
  const configuration = placeholder === undefined ? `registries: [REGISTRY]\n${files[file]}` : (files[file] ?? "");
  return makeProject({ ...files, [file]: configuration }, undefined, placeholder);
}

/** Commits these files on a branch, which begins at what is checked out, and pushes it. */
export function land({ repository }: Project, branch: string, files: Files): string {
  const known = repository.git("branch", "--list", branch) !== "";
  repository.git("checkout", "--quiet", ...(known ? [] : ["-b"]), branch);
  const commit = repository.commit(files);
  repository.git("push", "--quiet", "origin", branch);
  return commit;
}

/** A run for the push of a branch, which is checked out. */
export function pushBranch({ push, repository }: Project, branch: string, step: Partial<Step> = {}): Promise<StepResult> {
  repository.git("checkout", "--quiet", branch);
  return push({ ...step, env: { GITHUB_REF: `refs/heads/${branch}`, ...step.env } });
}

/** Makes a git tag of what is checked out, and pushes it. */
export function makeGitTag({ repository }: Project, name: string): void {
  repository.git("tag", name);
  repository.git("push", "--quiet", "origin", name);
}

/** What a command inside an image prints; the image as a user would pull it. */
export function inside(image: string, ...command: string[]): string {
  const more = (process.env["TAGSTREAM_DOCKER_RUN_ARGS"] ?? "").split(" ").filter((arg) => arg !== "");
  const [entrypoint = "", ...args] = command;
  const argv = ["run", "--rm", "--quiet", "--pull", "always", ...more, "--entrypoint", entrypoint, image, ...args];
  return execFileSync("docker", argv, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();
}

/** What a repository holds: its tags, without those of Tagstream's own marks, by what they show. */
export class Shown {
  readonly tags: Record<string, string>;

  constructor(tags: Record<string, string>) {
    this.tags = Object.fromEntries(Object.entries(tags).filter(([tag]) => !/^(?:vm|rb|rc)\.|-\d{8}-\d{4}(?:-\d\d)?\./.test(tag)));
  }

  static async of(image: string): Promise<Shown> {
    return new Shown(await tagsOf(image));
  }

  /** The tags that show other images than before, or are new; each timestamp is `TIME`. */
  since(before: Shown): string[] {
    const changed = Object.keys(this.tags).filter((tag) => this.tags[tag] !== before.tags[tag]);
    return changed.map((tag) => tag.replace(/\d{8}-\d{4}(?:-\d\d)?$/, "TIME")).toSorted();
  }

  /** How many images these tags show. */
  images(...tags: string[]): number {
    return new Set(tags.map((tag) => this.tags[tag])).size;
  }
}

/** No tags yet. */
export const nothing = new Shown({});
