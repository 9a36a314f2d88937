import { failure } from "../../core/lib/problems/problem.ts";
import type { Refs } from "../../core/sources/resolve.ts";
import { failed, type Git } from "./run.ts";

/** The remote `origin` of a repository. Asks for its refs at most once. */
export class Remote {
  readonly #git: Git;
  #refs: Promise<Refs | undefined> | undefined;

  constructor(git: Git) {
    this.#git = git;
  }

  /** Its address, after the user's URL rewrites; undefined without one. */
  async address(): Promise<string | undefined> {
    const url = await this.#git.optional(["remote", "get-url", "origin"], [2, 128]);
    return url === "" || url === "origin" ? undefined : url; // without one, git prints its name
  }

  /**
   * All its branches and tags; undefined without a remote.
   * @throws Failure `git-remote`
   */
  refs(): Promise<Refs | undefined> {
    this.#refs ??= this.#listRefs();
    return this.#refs;
  }

  async #listRefs(): Promise<Refs | undefined> {
    if ((await this.address()) === undefined) return undefined;
    const result = await this.#git.run(["ls-remote", "origin", "refs/heads/*", "refs/tags/*"], { network: true });
    if (result.status !== 0) throw unreachable("the branches and tags", result.stderr);
    return parseRefs(result.stdout.toString());
  }

  /** Fetches one commit; returns git's error, if any. A full clone stays full. */
  async fetch(commit: string): Promise<string | undefined> {
    const shallow = (await this.#git.text(["rev-parse", "--is-shallow-repository"])) === "true";
    const depth = shallow ? ["--depth=1"] : []; // in a full clone it would cut the history
    const args = [
      "fetch",
      "--quiet",
      "--no-tags",
      "--no-write-fetch-head",
      "--no-recurse-submodules",
      ...depth,
      "origin",
      commit,
    ];
    const result = await this.#git.run(args, { network: true });
    return result.status === 0 ? undefined : result.stderr || failed(args, result).message;
  }
}

/**
 * The branches and tags that a clone knows.
 * @param heads where its branches are: `refs/heads/`, or what it last saw of `origin`
 */
export async function localRefs(git: Git, heads: "refs/heads/" | "refs/remotes/origin/"): Promise<Refs> {
  const format = "--format=%(objectname)%09%(refname)%0a%(*objectname)%09%(refname)^{}";
  const listed = await git.text(["for-each-ref", format, heads, "refs/tags/"]);
  return parseRefs(listed.replaceAll(`\t${heads}`, "\trefs/heads/"));
}

/** Reads the lines of `git ls-remote`: of an annotated tag, the tagged commit. */
function parseRefs(text: string): Refs {
  const heads = new Map<string, string>();
  const tags = new Map<string, string>();
  const peeled = new Map<string, string>();
  for (const line of text.split("\n")) {
    const [, commit, kind, name, isPeeled] = /^([0-9a-f]{40,64})\trefs\/(heads|tags)\/(.+?)(\^\{\})?$/.exec(line) ?? [];
    if (commit === undefined || name === undefined) continue;
    (kind === "heads" ? heads : isPeeled ? peeled : tags).set(name, commit);
  }
  return { heads, tags: new Map([...tags, ...peeled]) };
}

/** Why git could not get something from the remote. */
export function unreachable(what: string, reason: string): Error {
  const last = reason.split("\n").slice(-3).join("\n");
  return failure(
    "git-remote",
    `git could not get ${what} from the remote "origin": ${last}\nCheck that the job's token has \`contents: read\`, and that this machine can reach the remote.`,
  );
}
