import { expect, test } from "@jest/globals";
import { propose, push, release } from "./support.ts";

test("one name in two registries", () => {
  const found = propose((one) => [
    { repository: [`ghcr.io/${one.repository}`, `docker.io/octo/${one.repository.split("/")[1]}`], tags: [[push(one), "main"]] },
  ]);
  expect(found.yaml).toBe(`registries: [ghcr.io/octo-org, docker.io/octo]
streams:
  main: {} # each push to main
images:
  app: { context: . }
`);
  expect(found.rows).toEqual(["main on main: same stream", "docker.io/octo/app:main on main: same stream"]);
});

test("two names in two registries", () => {
  const found = propose((one) => [
    { repository: [`ghcr.io/${one.repository}`, "quay.io/octo/my-app"], tags: [[push(one), "main"]] },
  ]);
  expect(found.yaml).toBe(`streams:
  main: {} # each push to main
images:
  app: { context: ., destinations: [ghcr.io/octo-org/app, quay.io/octo/my-app] }
`);
  expect(found.rows).toEqual(["main on main: same stream", "quay.io/octo/my-app:main on main: same stream"]);
});

test("a registry that only releases go to", () => {
  const found = propose((one) => [
    { tags: [[push(one), "main"]] },
    { repository: [`ghcr.io/${one.repository}`, "docker.io/octo/app"], tags: [[release(one), one.version]] },
  ]);
  expect(found.yaml).toBe(`registries: [ghcr.io/octo-org, { name: docker.io/octo, when: { stream: release } }]
streams:
  main: {} # each push to main
  release: { from: { tag: "v{version}" } } # the newest release, rebuilt to stay fresh
versions: { stream: release, tags: ["{version}"] } # only git tags write these
images:
  app: { context: . }
`);
});
