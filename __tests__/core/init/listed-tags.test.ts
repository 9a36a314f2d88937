import { expect, test } from "@jest/globals";
import { listedRepositories } from "../../../src/core/init/listed-tags.ts";

const repository = "ghcr.io/octo-org/app";

test("tags in the form of a reference are written by a workflow, whatever their numbers and commits", () => {
  const references = ["main", "1.4.2", "1.4", "sha-4be1c0f", "20261123"].map((tag) => ({ repository, tag }));
  const tags = [
    ...["main", "1.4.2", "1.3.9", "1.3", "sha-0123456", "20250101"],
    ...["old", "1", "1.4.2-alpine", "v1.4.2", `sha256-${"a".repeat(64)}.sig`, `sha256-${"b".repeat(64)}`],
  ];
  const other = { repository: "ghcr.io/octo-org/other", fault: "it needs a login" };
  expect(listedRepositories([{ repository, tags }, other], references)).toEqual([
    { repository, count: 12, existing: ["main", "1.4.2"], unwritten: ["old", "1", "1.4.2-alpine", "v1.4.2"] },
    other,
  ]);
});

test("a reference of another repository does not count", () => {
  const references = [{ repository: "ghcr.io/octo-org/other", tag: "main" }];
  expect(listedRepositories([{ repository, tags: ["main"] }], references)).toEqual([
    { repository, count: 1, existing: [], unwritten: ["main"] },
  ]);
});
