import { type Configuration, openConfiguration, type StreamSource } from "../config/index.ts";
import type { Sample } from "../existing/sample.ts";
import { Failure } from "../lib/problems/problem.ts";
import { admits } from "../sources/from.ts";
import { kindOfPath, type ProposeFacts } from "./facts.ts";

/**
 * Reads a proposed configuration as a run with the sample's values does: streams from git tags are at
 * the sample's version, and every source has the files of today.
 * @throws Failure with every fault
 */
export function readProposal(text: string, sample: Sample, facts: ProposeFacts): Configuration {
  const [owner = ""] = facts.repository.split("/");
  const open = openConfiguration({
    text,
    file: ".github/tagstream.yml",
    owner,
    ...(facts.serverUrl === undefined ? {} : { server: facts.serverUrl }),
    defaultBranch: facts.defaultBranch,
  });
  const files = {
    kindOf: (path: string) => kindOfPath(facts.paths, path),
    textOf: (path: string) => {
      const found = facts.textOf(path);
      return found === undefined ? undefined : { text: found };
    },
  };
  const sources = new Map<string, StreamSource>();
  for (const [stream, from] of open.from) {
    if ("branch" in from) {
      sources.set(stream, { source: { ref: `refs/heads/${from.branch}`, commit: sample.sha }, ...files });
    } else if (admits(from, sample.version)) {
      const ref = `refs/tags/${from.tag.replace("{version}", sample.version)}`;
      sources.set(stream, { source: { ref, commit: sample.sha, version: sample.version }, ...files });
    } else sources.set(stream, { idle: "the sample is no such version" });
  }
  return open.load({ ...files, sources });
}

/** The faults of a proposed configuration; empty if it is valid. */
export function faultsOfProposal(text: string, sample: Sample, facts: ProposeFacts): readonly string[] {
  try {
    readProposal(text, sample, facts);
    return [];
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return error.problems.map(({ message }) => message);
  }
}
