import { expect, test } from "@jest/globals";
import { type FaultyCase, faultsOf, load } from "../support.ts";

test.each<FaultyCase>([
  [
    "registries that do not match the units",
    `registries:
  - { name: ghcr.io/a, when: { os: el9 }, required: false }
  - ghcr.io/b
  - { name: ghcr.io/b, required: false }
matrix: { os: [el9, el10] }
images:
  a: { context: . }
  b: { context: ., destinations: [{ name: ghcr.io/x/b, when: { os: el9 } }] }
`,
    [
      "2:5 config-registry the first registry of a:el9-release stores its builds and candidates, so it cannot be `required: false`: put a required one before it",
      "4:5 config-registry ghcr.io/b/a is already on line 3",
      "8:20 config-registry no destination matches b:el10-release: every `when` excludes it",
    ],
  ],
  [
    "one registry under several names",
    `registries:
  - docker.io/osg
  - index.docker.io/osg
  - { name: "Registry-1.Docker.io:443/osg", required: false }
  - ghcr.io/osg
  - GHCR.io/osg
  - ghcr.io:443/osg
images: { a: { context: . } }
`,
    [
      "3:5 config-registry index.docker.io/osg/a means docker.io/osg/a, which is already on line 2",
      "4:5 config-registry Registry-1.Docker.io:443/osg/a means docker.io/osg/a, which is already on line 2",
      "6:5 config-registry GHCR.io/osg/a means ghcr.io/osg/a, which is already on line 5",
      "7:5 config-registry ghcr.io:443/osg/a means ghcr.io/osg/a, which is already on line 5",
    ],
  ],
  [
    "an official image's two names, and the port of http",
    `images:
  a: { context: ., destinations: [docker.io/a, docker.io/library/a, localhost/a, "localhost:80/a", "localhost:443/a"] }
`,
    [
      "2:48 config-registry docker.io/library/a means docker.io/a, which is already on line 2",
      "2:82 config-registry localhost:80/a means localhost/a, which is already on line 2",
    ],
  ],
  [
    "Docker Hub without a namespace, by another name",
    `registries: [index.docker.io, "GHCR.io:443"]
images: { a: { context: . } }
`,
    [
      '1:14 config-registry "index.docker.io" is not a valid registry: index.docker.io needs a namespace: write "index.docker.io/" and your user or organization',
      '1:31 config-registry "GHCR.io:443" is not a valid registry: GHCR.io:443 needs a namespace: write "GHCR.io:443/" and your user or organization',
    ],
  ],
  [
    "two images in one repository under two names",
    `images:
  a: { context: ., destinations: [docker.io/osg/a] }
  b: { context: ., destinations: ["index.docker.io:443/osg/a"] }
  c: { context: ., destinations: [ghcr.io/osg/c] }
  d: { context: ., destinations: ["GHCR.io:443/osg/c"] }
`,
    [
      "3:3 config-tag-collision the default tag gives release to both a:release and b:release, which are published to the same repository: give one of the images other tags or other destinations",
      "5:3 config-tag-collision the default tag gives release to both c:release and d:release, which are published to the same repository: give one of the images other tags or other destinations",
    ],
  ],
])("%s", (_, yaml, faults) => {
  expect(faultsOf(yaml)).toEqual(faults);
});

test("shows one name for a repository, and keeps a port, by which Docker stores logins", () => {
  const yaml = (registry: string) => `registries: ["${registry}"]\nimages: { a: { context: . } }`;
  const shown = (registry: string) => load(yaml(registry)).units[0]?.destinations[0]?.repository;
  expect(["index.docker.io/osg", "DOCKER.io/osg", "GHCR.io/osg", "R.example.org:443/osg"].map(shown)).toEqual([
    "docker.io/osg/a",
    "docker.io/osg/a",
    "ghcr.io/osg/a",
    "r.example.org:443/osg/a",
  ]);
});

test("requires registries or destinations without an owner", () => {
  expect(() => load("images: { a: { context: . } }", null)).toThrow(/`registries` is missing.*add, for example,/);
  expect(load("images: { a: { context: ., destinations: [ghcr.io/x/a] } }", null).units).toHaveLength(1);
  expect(load("registries: [localhost:5000]\nimages: { a: { context: . } }", null).units[0]?.destinations).toEqual([
    { repository: "localhost:5000/a", required: true },
  ]);
});
