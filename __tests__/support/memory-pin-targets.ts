import { createHash } from "node:crypto";
import { failure } from "../../src/core/lib/problems/problem.ts";
import type { PinProposal, PinTargetRepository, PinTargets, ProposalResult, TargetTip } from "../../src/ports/pin-targets.ts";

/** A pull request of ours. */
export interface MemoryProposal extends PinProposal {
  number: number;
  state: "open" | "closed" | "merged";
  /** A person has committed to it. */
  edited?: boolean;
  /** Tagstream closed it. */
  withdrawn?: boolean;
}

/** A repository whose files name images, in memory. */
export interface MemoryTarget {
  /** Files by branch and path; the first branch is the default one. */
  branches: Map<string, Map<string, Uint8Array>>;
  /** In the order in which they were opened. */
  pulls: MemoryProposal[];
  /** The variable that its token must be in; absent: the run's own token is enough. */
  variable?: string;
  /** What GitHub says to `merge: auto`. */
  autoMerge?: ProposalResult["autoMerge"];
  /** How often anything was written. */
  writes: number;
}

/** A repository with these files on the branch `main`. */
export function memoryTarget(files: Record<string, string | Uint8Array>, rest: Partial<MemoryTarget> = {}): MemoryTarget {
  const bytes = Object.entries(files).map(([path, content]): [string, Uint8Array] => [path, Buffer.from(content)]);
  return { branches: new Map([["main", new Map(bytes)]]), pulls: [], writes: 0, ...rest };
}

/** Merges the open pull request of a head branch. */
export function mergeProposal(target: MemoryTarget, head: string): void {
  const pull = target.pulls.find((one) => one.head === head && one.state === "open");
  const files = pull && target.branches.get(pull.base.branch);
  if (!pull || !files) throw new TypeError(`there is no open pull request of ${head}`);
  for (const [path, content] of pull.files) files.set(path, content);
  pull.state = "merged";
}

/** @param targets by `owner/name` */
export function memoryPinTargets(targets: Readonly<Record<string, MemoryTarget>>): PinTargets {
  return {
    open(repository, variable) {
      const target = targets[repository];
      if (variable !== undefined && variable !== target?.variable)
        throw failure("pin-token", `the variable ${variable} is unset, for ${repository}`);
      return targetOf(repository, target, variable);
    },
  };
}

function targetOf(repository: string, given: MemoryTarget | undefined, variable: string | undefined): PinTargetRepository {
  const seen = (): MemoryTarget => {
    if (given && (given.variable === undefined || given.variable === variable)) return given;
    throw failure("github-not-found", `GitHub cannot find the repository ${repository}.`);
  };
  return {
    repository,
    async tip(branch) {
      return tipOf(seen(), branch, repository);
    },
    async read({ blob, path }) {
      const { branches, pulls } = seen();
      const all = [...branches.values(), ...pulls.map(({ files }) => files)].flatMap((files) => [...files.values()]);
      const bytes = all.find((one) => idOf(one) === blob);
      if (!bytes) throw failure("github-not-found", `GitHub cannot find ${path} of ${repository}.`);
      return bytes;
    },
    isContent: async ({ blob }, bytes) => idOf(bytes) === blob,
    propose: async (proposal) => proposeTo(seen(), repository, proposal),
    withdraw: async (head) => withdrawFrom(seen(), repository, head),
  };
}

function tipOf({ branches, pulls }: MemoryTarget, wanted: string | undefined, repository: string): TargetTip {
  const branch = wanted ?? [...branches.keys()][0] ?? "";
  const proposed = pulls.find(({ head, state }) => head === branch && state === "open");
  const files = proposed ? new Map([...(branches.get(proposed.base.branch) ?? []), ...proposed.files]) : branches.get(branch);
  if (!files) throw failure("github-not-found", `GitHub cannot find the branch ${branch} of ${repository}.`);
  const listed = [...files].map(([path, bytes]) => ({ path, blob: idOf(bytes), size: bytes.length }));
  const tree = idOf(Buffer.from(JSON.stringify(listed)));
  return { branch, commit: idOf(Buffer.from(`commit ${tree}`)), tree, files: listed };
}

function proposeTo(target: MemoryTarget, repository: string, proposal: PinProposal): ProposalResult {
  const pulls = target.pulls.filter(({ head }) => head === proposal.head).reverse();
  const open = pulls.find(({ state }) => state === "open");
  if (open?.edited) return { state: "edited", ...namedIn(repository, open) };
  const declined = pulls.find((pull) => pull.state === "closed" && !pull.withdrawn && pull.fingerprint === proposal.fingerprint);
  if (!open && declined) return { state: "declined", ...namedIn(repository, declined) };
  const auto = proposal.merge === "auto" ? { autoMerge: target.autoMerge ?? ("on" as const) } : {};
  if (open && comparable(open) === comparable(proposal)) return { state: "unchanged", ...namedIn(repository, open), ...auto };
  target.writes++;
  if (open) {
    Object.assign(open, proposal);
    return { state: "updated", ...namedIn(repository, open), ...auto };
  }
  const opened: MemoryProposal = { ...proposal, number: target.pulls.length + 1, state: "open" };
  target.pulls.push(opened);
  return { state: "opened", ...namedIn(repository, opened), ...auto };
}

function withdrawFrom(target: MemoryTarget, repository: string, head: string): ProposalResult {
  const open = target.pulls.find((pull) => pull.head === head && pull.state === "open");
  if (!open) return { state: "none" };
  if (open.edited) return { state: "edited", ...namedIn(repository, open) };
  target.writes++;
  Object.assign(open, { state: "closed", withdrawn: true });
  return { state: "closed", ...namedIn(repository, open) };
}

function namedIn(repository: string, { number }: MemoryProposal): { number: number; url: string } {
  return { number, url: `https://github.example.org/${repository}/pull/${number}` };
}

function comparable({ base, files, title, body, message }: PinProposal): string {
  const contents = [...files].map(([path, bytes]) => [path, idOf(bytes)]).sort();
  return JSON.stringify([base.commit, contents, title, body, message]);
}

/** As git gives it to a file's content. */
function idOf(bytes: Uint8Array): string {
  return createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
}
