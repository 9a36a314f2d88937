import { expect, test } from "@jest/globals";
import { factsOf, propose, push, release } from "./support.ts";

test("a version that a workflow has as text is an alias, not the name of a stream", () => {
  const found = propose((one) => [{ tags: [[push(one), "2.8.1", "latest"]] }]);
  expect(found).toEqual({
    yaml: `streams:
  latest: {} # each push to main
aliases: [{ tag: "2.8.1" }]
images:
  app: { context: . }
`,
    rows: ["2.8.1 on main: same alias", "latest on main: same stream"],
    notes: ["The tag 2.8.1 is written as it is: change it with each version, or read it from a file with `values`."],
    left: [],
  });
});

test("without a fixed text the stream has the branch's name, or edge beside releases", () => {
  const short = (sha: string) => `sha-${sha.slice(0, 7)}`;
  expect(propose((one) => [{ tags: [[push(one), short(one.sha)]] }]).yaml).toBe(`streams:
  main: {} # each push to main
aliases: [{ tag: "sha-{sha:7}" }]
images:
  app: { context: . }
`);
  expect(
    propose((one) => [
      {
        tags: [
          [push(one), short(one.sha)],
          [release(one), one.version],
        ],
      },
    ]).yaml,
  ).toBe(`streams:
  edge: {} # each push to main
  release: { from: { tag: "v{version}" } } # the newest release, rebuilt to stay fresh
aliases: [{ tag: "sha-{sha:7}", when: { stream: edge } }]
versions: { stream: release, tags: ["{version}"] } # only git tags write these
images:
  app: { context: . }
`);
});

test("a name that another channel has is taken", () => {
  const found = propose((one) => [
    {
      tags: [
        [push(one), "release"],
        [release(one), one.version],
      ],
    },
  ]);
  expect(found.yaml).toBe(`streams:
  release: {} # each push to main
  stable: { from: { tag: "v{version}" } } # the newest release, rebuilt to stay fresh
versions: { stream: stable, tags: ["{version}"] } # only git tags write these
images:
  app: { context: . }
`);
});

test("Dockerfiles outside of their contexts share one path", () => {
  const found = propose(
    (one) =>
      ["api", "web"].map((app) => ({
        repository: `ghcr.io/${one.repository.split("/")[0]}/${app}`,
        recipe: { dockerfile: `apps/${app}/Dockerfile` },
        tags: [[push(one), "latest"]],
      })),
    factsOf({ "apps/api/Dockerfile": "", "apps/web/Dockerfile": "" }),
  );
  expect(found.yaml).toBe(`streams:
  latest: {} # each push to main
defaults:
  context: .
  dockerfile: "apps/{image}/Dockerfile"
images:
  api: {}
  web: {}
`);
});
