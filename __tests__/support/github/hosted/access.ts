import { type Answer, refused, unknown } from "../route.ts";
import type { HostedRepository } from "./repository.ts";

/** What a token may do. */
export interface TokenRights {
  /** `owner/name` of each repository that it reaches. */
  repositories: readonly string[];
  contents?: "read" | "write";
  pullRequests?: "read" | "write";
  workflows?: boolean;
  /** A job's own token. */
  isJobs?: boolean;
}

export type Right = { contents: "read" | "write" } | { pullRequests: "read" | "write" };

const badCredentials: Answer = { status: 401, body: { message: "Bad credentials", status: "401" } };
const archived: Answer = { status: 403, body: { message: "Repository was archived so is read-only.", status: "403" } };
const toPersonal: Answer = {
  status: 403,
  body: { message: "Resource not accessible by personal access token", status: "403" },
};

/** GitHub's refusal of a request; undefined if the token may. */
export function refusalOf(repository: HostedRepository, rights: TokenRights | undefined, right?: Right): Answer | undefined {
  if (!rights) return badCredentials;
  const reaches = rights.repositories.includes(repository.name);
  if (!reaches && !repository.isPublic) return unknown;
  if (!right) return undefined;
  const [[kind, level] = []] = Object.entries(right);
  if (level === "write" && repository.archived) return archived;
  if (level === "read" && repository.isPublic) return undefined;
  const given = kind === "contents" ? rights.contents : rights.pullRequests;
  const may = reaches && (given === "write" || given === level);
  return may ? undefined : rights.isJobs ? refused : toPersonal;
}
