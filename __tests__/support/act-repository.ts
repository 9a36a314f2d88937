import { execFileSync } from "node:child_process";
import { type ActResult, type ActRun, actToken, runWithAct } from "./act.ts";
import { readExample, readExampleToBuild } from "./example.ts";
import type { Files } from "./git.ts";
import { type GitServer, serveGit } from "./git-server.ts";
import { type GitHub, startGitHub } from "./github-server.ts";
import { makeProject, type Project } from "./project.ts";
import { templates, type WorkflowFile } from "./workflow-files.ts";

/** A private repository on a GitHub of its own, whose workflows act runs: git serves it to the job's token alone. */
export interface ActRepository {
  project: Project;
  github: GitHub;
  /** Runs a workflow for an event at the commit that is checked out. Each run has an id of its own. */
  run(workflow: WorkflowFile, event: ActRun["event"], payload: object): Promise<ActResult>;
  /** Pushes a commit to a branch, as a merge does; the payload of its event. */
  push(branch: string, commit: string): object;
  close(): Promise<void>;
}

/**
 * One of `examples`, which publishes to the engine's registry. That also has its base image: a base that cannot be looked up stops every
 * promotion.
 */
export async function startActExample(
  name: string,
  changes: Record<string, (text: string) => string> = {},
): Promise<ActRepository> {
  const base = "REGISTRY/busybox:1.36";
  const { [file]: configuration = "", Dockerfile = "", ...files } = readExampleToBuild(name);
  const from = Dockerfile.replace("FROM busybox:1.36", `FROM ${base}`);
  for (const [path, change] of Object.entries(changes)) files[path] = change(files[path] ?? "");
  const made = await startActRepository({ ...files, [file]: `registries: [REGISTRY]\n${configuration}`, Dockerfile: from });
  const tag = base.replace("REGISTRY", made.project.registry);
  execFileSync("docker", ["buildx", "build", "--quiet", "--push", "--tag", tag, "-"], { input: "FROM busybox:1.36\n" });
  return made;
}

const file = ".github/tagstream.yml";

/** A repository with these files, which publish to `REGISTRY`, the engine's. */
export async function startActRepository(files: Files): Promise<ActRepository> {
  const project = makeProject(files);
  const { repository } = project;
  const bare = repository.git("remote", "get-url", "origin").replace("file://", "");
  const authorization = `basic ${Buffer.from(`x-access-token:${actToken}`).toString("base64")}`;
  const [github, server]: [GitHub, GitServer] = await Promise.all([startGitHub(), serveGit(bare, authorization)]);
  repository.git("remote", "add", "github", "https://github.com/osg/images.git");
  github.branches.set("main", repository.head());
  let runs = 0;
  return {
    project,
    github,
    run: (workflow, event, payload) => {
      repository.git("push", "--quiet", "--force", "origin", "HEAD:refs/pull/7/merge");
      const at = { origin: `${server.url}/osg/images`, serverUrl: server.url, apiUrl: github.url };
      return runWithAct({ repository: repository.folder, workflow, event, payload, runId: `${++runs}`, ...at });
    },
    push: (branch, commit) => {
      repository.git("push", "--quiet", "--force", "origin", `${commit}:refs/heads/${branch}`);
      github.branches.set(branch, commit);
      return { ref: `refs/heads/${branch}`, after: commit, repository: { id: 4711, default_branch: "main" } };
    },
    close: async () => {
      await Promise.all([github.close(), server.close()]);
    },
  };
}

/** One of the templates, with lines that a user changes. */
export function template(name: string, ...changes: (readonly [from: string, to: string])[]): WorkflowFile {
  const file = templates.find(({ path }) => path === `workflows/${name}`);
  if (!file) throw new Error(`There is no workflows/${name}`);
  let { text } = file;
  for (const [from, to] of changes) {
    if (!text.includes(from)) throw new Error(`${file.path} has no "${from}"`);
    text = text.replace(from, to);
  }
  return { ...file, text };
}

/** The workflow that an example has. */
export function exampleWorkflow(name: string): WorkflowFile {
  const path = ".github/workflows/images.yml";
  return { path: `examples/${name}/${path}`, text: (readExample(name)[path] ?? "").replaceAll("OWNER/", "octo/") };
}
