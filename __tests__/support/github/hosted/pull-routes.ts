import { type Answer, unknown } from "../route.ts";
import { type HostedRoute, invalid } from "./git-routes.ts";
import type { HostedPull, HostedRepository } from "./repository.ts";

const read = { pullRequests: "read" } as const;
const write = { pullRequests: "write" } as const;
const notPermitted = "GitHub Actions is not permitted to create or approve pull requests.";

/** The parts of the REST API that pull requests are. */
export function pullRoutes(repository: HostedRepository): HostedRoute[] {
  return [
    [/^GET \/pulls\?(.+)$/, read, ([, text]) => listed(repository, new URLSearchParams(text))],
    [/^POST \/pulls$/, write, (_, body, { isJobs }) => opened(repository, body, isJobs === true)],
    [
      /^PATCH \/pulls\/(\d+)$/,
      write,
      ([, number], { title, body, state, base }) => {
        const pull = repository.pulls[Number(number) - 1];
        if (!pull) return unknown;
        if (title !== undefined) pull.title = String(title);
        if (body !== undefined) pull.body = String(body).replaceAll("\n", "\r\n"); // as GitHub may
        if (base !== undefined) pull.base = String(base);
        if (state === "closed" && pull.state === "open") repository.close(pull.number);
        return { status: 200, body: shown(repository, pull) };
      },
    ],
    [/^PUT \/pulls\/(\d+)\/merge$/, { contents: "write" }, ([, number], body) => merged(repository, Number(number), body)],
  ];
}

function listed(repository: HostedRepository, query: URLSearchParams): Answer {
  const { name, pulls } = repository;
  const [owner] = name.split("/");
  const wanted = pulls.filter(({ head, state }) => {
    const isState = query.get("state") === "all" || state === (query.get("state") ?? "open");
    return isState && (!query.has("head") || query.get("head") === `${owner}:${head}`);
  });
  const page = wanted.reverse().slice(0, Number(query.get("per_page") ?? 30));
  return { status: 200, body: page.map((pull) => shown(repository, pull)) };
}

function opened(repository: HostedRepository, body: Record<string, unknown>, isJobs: boolean): Answer {
  const { git, pulls, name, actionsMayOpen } = repository;
  const [head, base] = [String(body["head"]), String(body["base"])];
  if (isJobs && !actionsMayOpen) return { status: 403, body: { message: notPermitted, status: "403" } };
  if (git.tip(head) === undefined)
    return invalid("Validation Failed", [{ resource: "PullRequest", field: "head", code: "invalid" }]);
  if (git.tip(base) === undefined)
    return invalid("Validation Failed", [{ resource: "PullRequest", field: "base", code: "invalid" }]);
  if (repository.open().some((pull) => pull.head === head && pull.base === base)) {
    const message = `A pull request already exists for ${name.split("/")[0]}:${head}.`;
    return invalid("Validation Failed", [{ resource: "PullRequest", code: "custom", message }]);
  }
  const texts = { title: String(body["title"]), body: String(body["body"] ?? "") };
  const pull: HostedPull = { number: pulls.length + 1, state: "open", head, base, merged: false, ...texts };
  pulls.push(pull);
  return { status: 201, body: shown(repository, pull) };
}

function merged(repository: HostedRepository, number: number, body: Record<string, unknown>): Answer {
  const pull = repository.pulls[number - 1];
  if (!pull) return unknown;
  if (body["sha"] !== undefined && body["sha"] !== repository.headOf(pull))
    return { status: 409, body: { message: "Head branch was modified. Review and try the merge again.", status: "409" } };
  if (repository.mergeQueue) return notAllowed("Changes must be made through the merge queue");
  if (repository.checks === "pending") return notAllowed('Required status check "test" is expected.');
  if (!repository.methods.includes(String(body["merge_method"]))) return notAllowed("This merge method is not allowed.");
  const sha = repository.merge(number);
  return sha === undefined
    ? notAllowed("Pull Request is not mergeable")
    : { status: 200, body: { sha, merged: true, message: "Pull Request successfully merged" } };
}

function notAllowed(message: string): Answer {
  return { status: 405, body: { message, status: "405" } };
}

function shown(repository: HostedRepository, pull: HostedPull): object {
  const { number, state, title, body, head, base, merged: isMerged, autoMerge, autoMergeBy: type = "User" } = pull;
  const repo = { full_name: repository.name };
  return {
    number,
    node_id: `PR_${repository.name}#${number}`,
    html_url: `https://github.example.org/${repository.name}/pull/${number}`,
    state,
    title,
    body,
    merged_at: isMerged ? "2026-11-24T00:00:00Z" : null,
    auto_merge: autoMerge === undefined ? null : { merge_method: autoMerge.toLowerCase(), enabled_by: { login: "octo", type } },
    head: { ref: head, sha: repository.headOf(pull), repo },
    base: { ref: base, sha: repository.tip(base), repo },
  };
}
