import type { PinProposal, PinTargetRepository } from "../../../ports/pin-targets.ts";
import { blobId } from "../../git/blob-id.ts";
import { type ClientOptions, createGitHubClient } from "../client.ts";
import type { Access } from "./access.ts";
import { readBlob } from "./blob.ts";
import { readCommit } from "./commit.ts";
import { propose } from "./propose.ts";
import { readSettings, type Settings } from "./settings.ts";
import { type FileMode, readTip, readTree } from "./tree.ts";
import { withdraw } from "./withdraw.ts";

export interface PinTargetOptions extends Omit<ClientOptions, "id"> {
  /** `owner/name` */
  repository: string;
  token: string;
  /** The environment variable that the token is from; absent: the run's own token. */
  variable?: string;
  /** The run's own repository. */
  own: string;
}

/** Import this file only on demand: it loads Octokit. @throws Failure `github-denied` for a text that can be no token */
export async function openTarget({ repository, variable, own, ...options }: PinTargetOptions): Promise<PinTargetRepository> {
  const [owner = "", repo = ""] = repository.split("/");
  const client = await createGitHubClient({ id: repository, ...options });
  const access: Access = { client, owner, repo, repository, variable, own, second: options.second ?? 1000 };
  let settings: Promise<Settings> | undefined;
  const settled = () => {
    settings ??= readSettings(access).catch((error: unknown) => {
      settings = undefined;
      throw error;
    });
    return settings;
  };
  const modes = new Map<string, ReadonlyMap<string, FileMode>>();
  const filesOf = async (tree: string) => {
    const { files, links } = await readTree(access, tree);
    modes.set(tree, new Map(files.map(({ path, mode }) => [path, mode])));
    return { files: files.map(({ mode: _, ...file }) => file), links };
  };
  return {
    repository,
    async tip(wanted) {
      const branch = wanted ?? (await settled()).default_branch;
      if (wanted !== undefined) await settled(); // tells a missing branch from a repository that the token cannot see
      const commit = await readTip(access, branch);
      const { tree } = await readCommit(access, commit);
      return { branch, commit, tree, ...(await filesOf(tree)) };
    },
    read: (file) => readBlob(access, file),
    isContent: async ({ blob }, bytes) => blobId(bytes, blob) === blob,
    async propose(proposal) {
      const modesOf = async () => {
        const { tree } = proposal.base;
        if (!modes.has(tree)) await filesOf(tree);
        return modeIn(proposal, modes.get(tree));
      };
      return propose(access, await settled(), proposal, modesOf);
    },
    withdraw: async (head) => withdraw(access, await settled(), head),
  };
}

/** The mode that a file has at the base. A proposal only changes files that are there. */
function modeIn({ base }: PinProposal, modes: ReadonlyMap<string, FileMode> | undefined) {
  return (path: string): FileMode => {
    const mode = modes?.get(path);
    if (mode === undefined) throw new TypeError(`${path} is no regular file at ${base.commit}`);
    return mode;
  };
}
