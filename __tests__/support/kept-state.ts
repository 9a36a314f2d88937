import { split } from "./broken.ts";
import type { TestRepository } from "./git.ts";
import type { GitHub } from "./github-server.ts";
import { tagsOf } from "./registry-check.ts";
import { remove, setTag } from "./registry-copy.ts";

/** Puts back what was there. */
export type Restore = () => Promise<void>;

/** What tests of one file share: built once, and put back before each of them. */
export interface Shared {
  repository: TestRepository;
  /** The GitHub of the tests that have one. */
  github?: GitHub;
  /** `host/path` of every image in every registry. */
  images: readonly string[];
}

/** Takes down all tags, branches and pull requests, so that a test can begin where another one did. */
export async function keepState({ repository, github, images }: Shared): Promise<Restore> {
  const [checkedOut, main] = [repository.head(), repository.git("rev-parse", "main")];
  const branch = repository.git("branch", "--show-current");
  const published = repository.git("ls-remote", "origin", "refs/heads/main").slice(0, 40);
  const restoreGitHub = keepGitHub(github);
  const tags = await Promise.all(images.map(async (image) => [image, await tagsOf(image)] as const));
  return async () => {
    repository.git("checkout", "--quiet", "--force", "--detach", checkedOut);
    repository.git("clean", "--quiet", "--force", "-d", "-x");
    repository.git("branch", "--quiet", "--force", "main", main);
    if (branch !== "") repository.git("checkout", "--quiet", "-B", branch, checkedOut);
    repository.git("push", "--quiet", "--force", "origin", `${published}:refs/heads/main`);
    restoreGitHub();
    await Promise.all(tags.map(([image, before]) => restoreTags(image, before)));
  };
}

function keepGitHub(github: GitHub | undefined): () => void {
  if (!github) return () => {};
  const kept = structuredClone({ branches: github.branches, pulls: github.pulls, issues: github.issues });
  return () => {
    refill(github.branches, kept.branches);
    refill(github.pulls, structuredClone(kept.pulls));
    refill(github.issues, structuredClone(kept.issues));
  };
}

function refill<Key, Value>(map: Map<Key, Value>, entries: ReadonlyMap<Key, Value>): void {
  map.clear();
  for (const [key, value] of entries) map.set(key, value);
}

async function restoreTags(image: string, before: Readonly<Record<string, string>>): Promise<void> {
  const [host, path] = split(image);
  const now = await tagsOf(image);
  await remove(host, path, ...Object.keys(now).filter((tag) => !(tag in before)));
  for (const [tag, digest] of Object.entries(before)) if (now[tag] !== digest) await setTag(host, path, tag, digest);
}
