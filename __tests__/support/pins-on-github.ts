import { createTokens } from "../../src/adapters/github/pins/tokens.ts";
import type { PinProposal, PinTargetRepository, PinTargets, ProposalResult, TargetTip } from "../../src/ports/pin-targets.ts";
import { lazyPinTargets } from "../../src/wiring.ts";
import { removeFolders } from "./git.ts";
import type { TokenRights } from "./github/hosted/access.ts";
import { type Content, HostedRepository } from "./github/hosted/repository.ts";
import { type GitHub, startGitHub } from "./github-server.ts";

export const head = "tagstream/pins-1a2b3c4d";
/** The run's own token, and one of another step's variable. */
export const ownToken = "ghs_own5ecret";
export const otherToken = "github_pat_other5ecret";

/** A GitHub with `osg/k8s`, and pin targets that reach it. */
export interface PinWorld {
  github: GitHub;
  repository: HostedRepository;
  targets: PinTargets;
  target: PinTargetRepository;
  environment: NodeJS.ProcessEnv;
  /** What the log hides. */
  masked: string[];
  /** The rights of the run's own token. */
  rights: TokenRights;
}

export const manifest = "image: hub.example.org/osg/squid:release\n";
export const pinned = "image: hub.example.org/osg/squid:release-20261123-0617@sha256:1\n";

export const newer = pinned.replace("20261123", "20261130");
/** Of a proposal: the pin of a newer publication. */
export const withNewer = { files: new Map([["k8s/squid.yaml", Buffer.from(newer)]]), fingerprint: "f2", title: "Pin again" };
/** The page of the first pull request. */
export const firstPage = "https://github.example.org/osg/k8s/pull/1";

let github: GitHub | undefined;

/** One server for a test file: call `endPinWorlds` after all tests. */
export async function pinWorld(
  files: Record<string, Content> = { "k8s/squid.yaml": manifest, "README.md": "read me\n" },
  format?: "sha1" | "sha256",
): Promise<PinWorld> {
  github ??= await startGitHub();
  const repository = new HostedRepository("osg/k8s", files, format);
  const rights: TokenRights = { repositories: ["osg/k8s"], contents: "write", pullRequests: "write", isJobs: true };
  github.hosted = { repositories: [repository], tokens: new Map([[ownToken, rights]]), faults: [] };
  github.onRequest = () => undefined;
  github.requests.length = 0;
  const environment: NodeJS.ProcessEnv = {};
  const masked: string[] = [];
  const tokens = createTokens({ environment, token: ownToken, mask: (secret) => masked.push(secret) });
  const targets = lazyPinTargets(tokens, { own: "osg/k8s", apiUrl: github.url, second: 1 });
  return { github, repository, targets, target: targets.open("osg/k8s"), environment, masked, rights };
}

export async function endPinWorlds(): Promise<void> {
  await github?.close();
  removeFolders();
}

/** The proposal to pin `k8s/squid.yaml`, or what else the fields say. */
export function proposalOn(base: TargetTip, fields: Partial<PinProposal> = {}): PinProposal {
  return {
    base,
    head,
    files: new Map([["k8s/squid.yaml", Buffer.from(pinned)]]),
    title: "Pin frontier-squid",
    body: "| unit | from | to |\n| --- | --- | --- |",
    message: "Pin frontier-squid\n\nA rebuild.",
    fingerprint: "f1",
    merge: "manual",
    ...fields,
  };
}

/** Looks at the tip, and proposes. */
export async function propose(target: PinTargetRepository, fields: Partial<PinProposal> = {}): Promise<ProposalResult> {
  return target.propose(proposalOn(await target.tip(), fields));
}

/** The requests that write, without those that came before. */
export async function writesOf(world: PinWorld, work: () => Promise<unknown>): Promise<string[]> {
  const before = world.github.requests.length;
  await work();
  return world.github.requests.slice(before).filter((line) => !line.startsWith("GET "));
}
