import { notesOf } from "./changelog.ts";
import { manifestOf, read } from "./places.ts";
import { attempt, git, run } from "./programs.ts";
import { remoteBranch } from "./remote.ts";

const branch = "release/next";

/** Commits the prepared version, and opens or updates its pull request. */
export function proposeVersion(root: string): void {
  const base = git(root, "rev-parse", "HEAD");
  if (remoteBranch(root, "main") !== base) {
    console.log("main has moved on: the run of its newest commit proposes the version.");
    return;
  }
  const { version } = manifestOf(root);
  const title = `Version ${version}`;
  const notes = notesOf(read(root, "CHANGELOG.md"), version);
  if (notes === undefined) throw new Error(`CHANGELOG.md does not name ${version}. Run \`script/release version\` first.`);
  const commit = commitAll(root, title, base);
  if (remoteBranch(root, branch) === commit) console.log(`${branch} is up to date`);
  else git(root, "push", "--quiet", "--force", "origin", `${commit}:refs/heads/${branch}`);
  showPullRequest(root, title, `Merge this to release v${version}. Each push to main updates it.\n\n${notes}\n`);
}

/** The same version on the same commit has the same commit id, so that a second run changes nothing. */
function commitAll(root: string, title: string, base: string): string {
  git(root, "add", "--all");
  const tree = git(root, "write-tree");
  const date = git(root, "log", "-1", "--format=%cI", base);
  const env = { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date, ...bot("AUTHOR"), ...bot("COMMITTER") };
  return run(root, ["git", "commit-tree", tree, "-p", base, "-m", title], { env });
}

function bot(role: "AUTHOR" | "COMMITTER"): Record<string, string> {
  const email = "41898282+github-actions[bot]@users.noreply.github.com";
  return { [`GIT_${role}_NAME`]: "github-actions[bot]", [`GIT_${role}_EMAIL`]: email };
}

function showPullRequest(root: string, title: string, body: string): void {
  const list = ["list", "--head", branch, "--base", "main", "--state", "open", "--json", "number", "--jq", ".[].number"];
  const [open] = run(root, ["gh", "pr", ...list]).split("\n");
  const text = ["--title", title, "--body-file", "-"];
  const change = open ? ["edit", open, ...text] : ["create", "--head", branch, "--base", "main", ...text];
  const { status, stdout, stderr } = attempt(root, ["gh", "pr", ...change], { input: body });
  if (status !== 0) throw new Error(`The branch ${branch} is ready, but GitHub refused its pull request: ${stderr}`);
  console.log(stdout);
}
