import { type Files, removeFolders } from "../../__tests__/support/git.ts";
import { startGitHub } from "../../__tests__/support/github-server.ts";
import { makeProject } from "../../__tests__/support/project.ts";
import { propose } from "../../__tests__/support/pull-request.ts";
import { cleanUpSteps } from "../../__tests__/support/runner.ts";

const serve = 'RUN cat /base > /index.html\nENTRYPOINT ["httpd", "-f", "-p", "8080"]\n';

/** A team's repository: a base and two services, in two streams, for two platforms. */
const files: Files = {
  ".github/tagstream.yml": `registries: [REGISTRY]
defaults: { packages: false }
streams: { release: { args: { REPO: release } }, testing: { args: { REPO: testing } } }
aliases: [{ tag: latest, when: { stream: release } }]
images:
  software-base: { context: base, platforms: &both [linux/amd64, linux/arm64], tests: [{ run: [test, -e, /base] }] }
  frontier-squid:
    context: squid
    base: software-base
    platforms: *both
    tests: &answers
      - { name: has its package, run: [grep, -q, package, /index.html] }
      - { name: answers on 8080, exec: [wget, -qO-, "http://localhost:8080/"], within: 20s }
  xcache: { context: xcache, base: software-base, platforms: *both, tests: *answers }
`,
  "base/Dockerfile": 'FROM busybox:1.36\nARG REPO\nRUN echo "package from $REPO" > /base\n',
  "squid/Dockerfile": `FROM software-base\n${serve}`,
  "xcache/Dockerfile": `FROM software-base\n${serve}`,
};

/** The pictures show this name instead of the test registry's. */
const shown = "ghcr.io/octo-org";
const pullRequest = 123;

/**
 * Runs the action's bundle as GitHub's runner does: a first publication, a pull request, and a
 * weekly run in which one image no longer starts.
 * @returns the comment on the pull request, and the summary of the last run: Markdown
 */
export async function realRun(): Promise<{ comment: string; summary: string }> {
  const github = await startGitHub();
  try {
    const { repository, registry, weekly, push, step } = makeProject(files);
    const inputs = { token: "of-the-tests-own-server" };
    const called = { ...github.env, GITHUB_ACTION_REPOSITORY: "octo-org/tagstream", GITHUB_ACTION_REF: "v1" };
    const change = { "squid/Dockerfile": `FROM software-base\n${serve}LABEL cache=larger\n` };
    await green(push());
    const proposed = propose(repository, change, pullRequest);
    github.pulls.set(pullRequest, { state: "open", merged: false, head: proposed.head, comments: [] });
    await green(step({ ...proposed.step, inputs, env: { ...proposed.step.env, ...called } }));
    repository.git("checkout", "--quiet", "main");
    const broken =
      'ENTRYPOINT ["sh", "-c", "grep -q release /base && exec httpd -f -p 8080; echo cannot read /etc/xcache.cfg; exit 3"]\n';
    repository.commit({ "xcache/Dockerfile": `FROM software-base\nRUN cat /base > /index.html\n${broken}` });
    repository.git("push", "--quiet", "origin", "main");
    github.branches.set("main", repository.head());
    const { summary } = await weekly({ inputs, env: called });
    const comment = github.pulls.get(pullRequest)?.comments[0]?.body ?? "";
    if (comment === "" || summary === "") throw new Error("the runs have left no comment, or no summary");
    return { comment: comment.replaceAll(registry, shown), summary: summary.replaceAll(registry, shown) };
  } finally {
    await github.close();
    cleanUpSteps();
    removeFolders();
  }
}

async function green(step: Promise<{ status: number | null; log: string }>): Promise<void> {
  const { status, log } = await step;
  if (status !== 0) throw new Error(log);
}
