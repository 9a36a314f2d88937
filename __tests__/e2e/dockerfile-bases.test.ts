/** @needs engine */
import { afterAll, expect, test } from "@jest/globals";
import { removeFolders } from "../support/git.ts";
import { makeProject } from "../support/project.ts";
import { labelsOf, manifestOf } from "../support/registry-check.ts";
import { cleanUpSteps } from "../support/runner.ts";

afterAll(() => {
  cleanUpSteps();
  removeFolders();
});

const configuration = `registries: [REGISTRY]
defaults: { packages: false }
images:
  app: { context: app }
  tools: { context: tools }
  base:
    context: base
    tests: [{ script: tests/leave.sh }]
`;

test("published references that a Dockerfile names are its bases, a stage of the base's name stays, and what a test leaves in a context is no input", async () => {
  const { registry, repository, weekly } = makeProject({
    ".github/tagstream.yml": configuration,
    "tests/leave.sh": "#!/bin/sh\necho left > app/left\n",
    "base/Dockerfile": "FROM busybox:1.36\nRUN date +%N > /base\n",
    "tools/Dockerfile": "FROM scratch\nCOPY Dockerfile /tool\n",
    "app/Dockerfile": `FROM REGISTRY/base:release AS base
RUN echo stage > /stage
FROM base
COPY . /app/
RUN test -f /stage && cat /base
`,
  });
  const first = await weekly();
  expect(first).toMatchObject({ status: 0 });
  const digests = JSON.parse(first.outputs["digests"] ?? "{}") as Record<string, string>;
  expect(await labelsOf(`${registry}/app`, "release")).toMatchObject({
    "org.opencontainers.image.base.digest": digests["base:release"],
  });
  const inputsOf = async (image: string) =>
    (await manifestOf(`${registry}/${image}`, "release")).content.annotations?.["io.github.tagstream.inputs"];
  expect([await inputsOf("base"), await inputsOf("app")]).toEqual([expect.stringMatching(/^[a-f0-9]{64}$/), undefined]);
  expect(first.log).toContain("app:release has no inputs hash: app/left is not in the commit");

  const reference = `${registry}/base:release`;
  repository.commit({
    "app/left": "committed\n",
    "app/Dockerfile": `FROM busybox:1.36
RUN --mount=from=${reference},target=/mounted cat /mounted/base > /seen
COPY --from=${reference} /base /base
COPY --from=${registry}/tools:release /tool /tool
RUN cmp /base /seen && test -s /tool
`,
  });
  repository.git("push", "--quiet", "origin", "HEAD:main");
  const second = await weekly();
  expect(second).toMatchObject({ status: 0 });
  const newer = JSON.parse(second.outputs["digests"] ?? "{}") as Record<string, string>;
  expect(newer["base:release"]).not.toBe(digests["base:release"]);
  expect(await labelsOf(`${registry}/app`, "release")).toMatchObject({
    "org.opencontainers.image.base.digest": newer["base:release"],
  });
  expect(second.log).toContain("on base:release and tools:release"); // the provenance names both, or the run would be red
});
