import { type Answer, refused, unknown } from "../route.ts";
import { type Right, refusalOf, type TokenRights } from "./access.ts";
import type { HostedRepository } from "./repository.ts";

export type Body = Record<string, unknown>;
/** What answers a request below `/repos/{owner}/{repo}`. */
export type HostedRoute = [RegExp, Right | undefined, (match: RegExpExecArray, body: Body, rights: TokenRights) => Answer];

const read = { contents: "read" } as const;
const write = { contents: "write" } as const;

/** GitHub's answer for what a request asks for and cannot have. */
export function invalid(message: string, errors?: object[]): Answer {
  return { status: 422, body: { message, status: "422", ...(errors ? { errors } : {}) } };
}

export function settingsRoute(repository: HostedRepository): HostedRoute {
  return [
    /^GET $/,
    undefined,
    (_, _body, { contents }) => {
      const methods = Object.fromEntries(
        ["squash_merge", "merge_commit", "rebase_merge"].map((name) => {
          const has = repository.methods.some((method) => name.startsWith(method));
          return [`allow_${name}`, has];
        }),
      );
      return {
        status: 200,
        body: {
          full_name: repository.name,
          node_id: nodeIdOf(repository),
          html_url: `https://github.example.org/${repository.name}`,
          default_branch: repository.defaultBranch,
          archived: repository.archived,
          private: !repository.isPublic,
          has_issues: true,
          ...(contents === "write" ? { ...methods, allow_auto_merge: repository.allowsAutoMerge } : {}),
        },
      };
    },
  ];
}

export function nodeIdOf({ name }: HostedRepository): string {
  return `R_${Buffer.from(name).toString("hex")}`;
}

/** The parts of the REST API that git's objects and refs are. */
export function gitRoutes(repository: HostedRepository): HostedRoute[] {
  return [...readingRoutes(repository), ...writingRoutes(repository)];
}

function readingRoutes({ git, mostEntries }: HostedRepository): HostedRoute[] {
  return [
    [
      /^GET \/git\/ref\/(heads%2F.+)$/,
      read,
      ([, encoded = ""]) => {
        const ref = decodeURIComponent(encoded);
        const sha = git.tip(ref.slice("heads/".length));
        return sha === undefined ? unknown : { status: 200, body: { ref: `refs/${ref}`, object: { type: "commit", sha } } };
      },
    ],
    [
      /^GET \/git\/commits\/(\w+)$/,
      read,
      ([, id = ""]) => {
        const commit = git.commit(id);
        return commit ? { status: 200, body: shown(id, commit) } : unknown;
      },
    ],
    [
      /^GET \/git\/trees\/(\w+)(\?recursive=1)?$/,
      read,
      ([, id = "", recursive]) => {
        const tree = git.tree(id, recursive !== undefined);
        if (!tree) return unknown;
        return { status: 200, body: { sha: id, tree: tree.slice(0, mostEntries), truncated: tree.length > mostEntries } };
      },
    ],
    [
      /^GET \/git\/blobs\/(\w+)$/,
      read,
      ([, id = ""]) => {
        const blob = git.blob(id);
        if (!blob) return unknown;
        const content = blob.toString("base64").replace(/.{60}/g, "$&\n"); // as GitHub breaks lines
        return { status: 200, body: { sha: id, size: blob.length, encoding: "base64", content } };
      },
    ],
  ];
}

interface NewEntry {
  path: string;
  mode: string;
  sha?: string;
  content?: string;
}

function writingRoutes({ git }: HostedRepository): HostedRoute[] {
  return [
    [
      /^POST \/git\/blobs$/,
      write,
      (_, { content, encoding }) => {
        const sha = git.addBlob(Buffer.from(String(content), encoding === "base64" ? "base64" : "utf8"));
        return { status: 201, body: { sha } };
      },
    ],
    [
      /^POST \/git\/trees$/,
      write,
      (_, { base_tree: base, tree }) => {
        const entries = (tree as NewEntry[]).map(({ path, mode, sha, content }) => {
          return { path, mode, sha: sha ?? git.addBlob(content ?? "") };
        });
        if (entries.some(({ sha }) => !git.blob(sha))) return invalid("tree.sha does not exist");
        return { status: 201, body: { sha: git.addTree(base as string | undefined, entries), truncated: false } };
      },
    ],
    [
      /^POST \/git\/commits$/,
      write,
      (_, { message, tree, parents }) => {
        const sha = git.addCommit(String(tree), parents as string[], String(message));
        const commit = git.commit(sha);
        return commit ? { status: 201, body: shown(sha, commit) } : invalid("Tree SHA does not exist");
      },
    ],
    [
      /^POST \/git\/refs$/,
      write,
      (_, { ref, sha }, rights) => {
        if (changesWorkflows(git, String(sha)) && !rights.workflows) return refused;
        const isNew = git.setRef(String(ref).slice("refs/heads/".length), String(sha), "0".repeat(String(sha).length));
        return isNew ? { status: 201, body: { ref, object: { type: "commit", sha } } } : invalid("Reference already exists");
      },
    ],
  ];
}

export function changesWorkflows(git: HostedRepository["git"], sha: string): boolean {
  const now = git.filesOf(sha);
  const before = git.filesOf(git.commit(sha)?.parents[0] ?? "");
  const changed = [...now.keys(), ...before.keys()].filter((path) => now.get(path) !== before.get(path));
  return changed.some((path) => path.includes(".github/workflows/"));
}

function shown(sha: string, { tree, parents, message }: { tree: string; parents: readonly string[]; message: string }): object {
  return { sha, tree: { sha: tree }, parents: parents.map((parent) => ({ sha: parent })), message };
}

/** The answer of the first route that fits, if the token may; undefined if none fits. */
export function answerBy(
  routes: readonly HostedRoute[],
  repository: HostedRepository,
  request: { line: string; body: Body; rights: TokenRights | undefined },
): Answer | undefined {
  for (const [pattern, right, answer] of routes) {
    const match = pattern.exec(request.line);
    if (!match) continue;
    return refusalOf(repository, request.rights, right) ?? answer(match, request.body, request.rights as TokenRights);
  }
  return undefined;
}
