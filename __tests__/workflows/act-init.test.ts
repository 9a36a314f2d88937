/**
 * What `tagstream init` writes in two shapes of repository, run by act with the real action and the real engine: after a schedule, a push and
 * a git tag, the registry has the references that the table of `init` promises, and timestamps.
 * @needs engine
 */
import { afterEach, expect, test } from "@jest/globals";
import type { ActResult } from "../support/act.ts";
import { type ActRepository, startActRepository } from "../support/act-repository.ts";
import { removeFolders } from "../support/git.ts";
import { proposalOf } from "../support/init-invariants.ts";
import { type InitJson, shapeProject } from "../support/init-shapes.ts";
import { platformsOf, tagsOf } from "../support/registry-check.ts";

let made: ActRepository;
afterEach(async () => {
  await made.close();
  removeFolders();
});

/** A repository with what `init` wrote for a shape's `ghcr.io/octo-org/app`, which now goes to the engine's registry. */
async function adopt(shape: string) {
  const project = shapeProject(shape);
  const proposal = await proposalOf(project);
  const written = (folder: string) => proposal.files.find(({ path }) => path.startsWith(folder))?.text ?? "";
  made = await startActRepository({
    Dockerfile: "FROM scratch\nCOPY server.js /\n",
    "server.js": "",
    ".github/tagstream.yml": `registries: [REGISTRY]\ndefaults: { packages: false }\n${written(".github/tagstream")}`,
  });
  const workflow = { path: ".github/workflows/images.yml", text: written(".github/workflows/").replaceAll("OWNER/", "octo/") };
  return { workflow, promised: promisedTags(proposal, project.made.repository.head()) };
}

/** The tags of today, which the table says stay, with the commit of the repository that runs; and the new streams. */
function promisedTags({ references, added }: InitJson, sampled: string): string[] {
  expect(references.filter(({ repository }) => repository !== "ghcr.io/octo-org/app")).toEqual([]);
  expect(references.filter(({ fate }) => fate.is !== "same" && fate.is !== "same text")).toEqual([]);
  const head = made.project.repository.head();
  const kept = references.map(({ tag }) => tag.replace(sampled.slice(0, 7), head.slice(0, 7)));
  return [...new Set([...kept, ...added.flatMap(({ kind, tags }) => (kind === "stream" ? tags : []))])].sort();
}

/** Which jobs ran; all of them green. */
function jobsOf({ status, jobs }: ActResult): string[] {
  expect({ status, results: [...new Set(Object.values(jobs))] }).toEqual({ status: 0, results: ["success"] });
  return Object.keys(jobs).sort();
}

const builds = ["linux-amd64 ubuntu-24.04", "linux-arm64 ubuntu-24.04-arm"].map((on) => `build app.main--${on}`);

test.each([
  { shape: "metadata-action", first: ["publish", "images"], platforms: ["linux/amd64"] },
  { shape: "digest-merge", first: ["plan", ...builds, "publish", "images"], platforms: ["linux/amd64", "linux/arm64"] },
])("$shape: references before = references after", async ({ shape, first, platforms }) => {
  const { workflow, promised } = await adopt(shape);
  const { repository, registry } = made.project;
  const head = repository.head();

  expect(jobsOf(await made.run(workflow, "schedule", { schedule: "17 6 * * 1" }))).toEqual([...first].sort());
  jobsOf(await made.run(workflow, "push", made.push("main", head)));
  repository.git("tag", "v1.4.2");
  repository.git("push", "--quiet", "origin", "v1.4.2");
  const payload = { ref: "refs/tags/v1.4.2", after: head, repository: { id: 4711, default_branch: "main" } };
  jobsOf(await made.run(workflow, "push", payload));

  const tags = Object.keys(await tagsOf(`${registry}/app`));
  const timestamp = /-\d{8}-\d{4}(?:$|\.)/; // also within the marks that say what an alias or a version was made of
  expect(tags.filter((tag) => !timestamp.test(tag))).toEqual(promised);
  expect(await platformsOf(`${registry}/app`, "1.4.2")).toEqual(platforms);
});
