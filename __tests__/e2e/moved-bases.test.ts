/** @needs engine */
import { execFileSync } from "node:child_process";
import { afterAll, expect, test } from "@jest/globals";
import { ask } from "../support/ask.ts";
import { removeFolders } from "../support/git.ts";
import { makeProject } from "../support/project.ts";
import { manifestOf, tagsOf } from "../support/registry-check.ts";
import { cleanUpSteps } from "../support/runner.ts";

afterAll(() => {
  cleanUpSteps();
  removeFolders();
});

const docker = (...args: string[]): string => execFileSync("docker", args, { encoding: "utf8" }).trim();
const hint = { event: "repository_dispatch", payload: { action: "tagstream-published", repository: { default_branch: "main" } } };

/** Puts busybox under a tag: as it is, years old, or with a label, as if it had just been built. */
function push(reference: string, label?: string): void {
  if (label === undefined) docker("tag", "busybox:1.36", reference);
  else {
    const container = docker("create", "busybox:1.36");
    docker("commit", "--change", `LABEL made=${label}`, container, reference);
    docker("rm", container);
  }
  docker("push", "--quiet", reference);
}

/** The images that the provenance of a published image names: `uri digest`. */
async function materialsOf(name: string): Promise<string[]> {
  const { content } = await manifestOf(name, "release");
  const attestation = content.manifests?.find(({ platform }) => platform?.os === "unknown")?.digest ?? "";
  const { content: layers } = await manifestOf(name, attestation);
  const [host = "", ...path] = name.split("/");
  const [layer] = (layers as unknown as { layers: { digest: string }[] }).layers;
  const answer = await ask(`http://${host}/v2/${path.join("/")}/blobs/${layer?.digest}`);
  const statement = (await answer.json()) as {
    predicate: { buildDefinition: { resolvedDependencies: { uri: string; digest: { sha256: string } }[] } };
  };
  const { resolvedDependencies } = statement.predicate.buildDefinition;
  return resolvedDependencies.map(({ uri, digest }) => `${uri} sha256:${digest.sha256}`);
}

test("a base that moves rebuilds what is built on it, on the digest that the plan saw, and nothing else", async () => {
  docker("pull", "--quiet", "busybox:1.36");
  const { registry, weekly, step } = makeProject({
    ".github/tagstream.yml":
      "registries: [REGISTRY]\nrebuild: { every: 7d }\nimages:\n  on-nine: { context: on-nine }\n  on-ten: { context: on-ten }\n",
    "on-nine/Dockerfile": "FROM REGISTRY/os/nine:9\nCOPY Dockerfile /\n",
    "on-ten/Dockerfile": "FROM REGISTRY/os/eight:8 AS eight\nFROM REGISTRY/os/ten\nCOPY --from=eight /bin/true /\n",
  });
  const [nine, ten] = [`${registry}/os/nine`, `${registry}/os/ten`];
  push(`${nine}:9`, "first");
  push(`${ten}:latest`, "first");
  push(`${registry}/os/eight:8`, "first");
  const published = async () => [await tagsOf(`${registry}/on-nine`), await tagsOf(`${registry}/on-ten`)];

  const first = await weekly();
  expect({ status: first.status, log: first.log }).toMatchObject({ status: 0 });
  expect(first.log).toContain("due: not published yet");
  const before = await published();
  const idle = await weekly();
  expect(idle).toMatchObject({ status: 0, outputs: { changed: "false" } });
  expect(idle.log).toContain("nothing is due: the oldest image is under an hour old");
  expect(await published()).toEqual(before);

  push(`${nine}:9`);
  const moved = (await tagsOf(nine))["9"] ?? "";
  const next = await weekly();
  expect({ status: next.status, log: next.log }).toMatchObject({ status: 0 });
  expect(next.log).toMatch(/on-nine:release +build +base moved: \S+\/os\/nine:9 [0-9a-f]{8} → [0-9a-f]{8}/);
  const after = await published();
  expect(after[0]?.["release"]).not.toBe(before[0]?.["release"]);
  expect(after[1]).toEqual(before[1]);
  const { content } = await manifestOf(`${registry}/on-nine`, "release");
  expect(content.annotations).toMatchObject({
    "io.github.tagstream.reason": "base",
    "io.github.tagstream.bases": `${nine}:9@${moved}`,
  });
  expect(await materialsOf(`${registry}/on-nine`)).toEqual([expect.stringMatching(`^pkg:docker/.*digest=.* ${moved}$`)]);

  const hinted = await step(hint);
  expect(hinted).toMatchObject({ status: 0, outputs: { changed: "false" } });
  expect(hinted.log).toContain("nothing to rebuild: no base has moved");
  expect(await published()).toEqual(after);

  push(`${ten}:latest`, "second");
  expect((await weekly()).log).toContain("moved less than 10 minutes ago");
  expect((await step(hint)).log).toMatch(/on-ten:release +build +base moved/);
  const last = await published();
  expect(last[0]).toEqual(after[0]);
  expect(await materialsOf(`${registry}/on-ten`)).toContainEqual(expect.stringContaining((await tagsOf(ten))["latest"] ?? ""));
});
