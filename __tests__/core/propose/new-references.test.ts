import { expect, test } from "@jest/globals";
import { newReferences } from "../../../src/core/propose/new-references.ts";
import { proposeConfiguration } from "../../../src/core/propose/propose-configuration.ts";
import { readProposal } from "../../../src/core/propose/read-proposal.ts";
import { type Build, factsOf, propose, pullRequest, push, release, sample, samples, setupsOf } from "./support.ts";

const facts = factsOf();

function newOf(builds: Parameters<typeof setupsOf>[0]): string[] {
  const setups = setupsOf(builds);
  const { text } = proposeConfiguration(setups, samples, facts);
  const found = newReferences(setups[0], sample, readProposal(text, sample, facts));
  return found.map(({ repository, kind, tags }) => `${repository} ${kind}: ${tags.join(" ")}`);
}

test("timestamps, candidates, and a stream whose name is new", () => {
  const builds = (one: typeof sample): Build[] => [
    {
      tags: [
        [push(one), "main", "latest"],
        [release(one), one.version, "latest"],
      ],
    },
  ];
  expect(newOf(builds)).toEqual([
    "ghcr.io/octo-org/app timestamp: main-20261123-0617 release-20261123-0617",
    "ghcr.io/octo-org/app stream: release",
    "ghcr.io/octo-org/app candidate: rc.main.pr-123",
  ]);
});

test("candidates are in the first registry alone, and replace the tags of pull requests in all", () => {
  const repository = ["docker.io/octo/app", "ghcr.io/octo/app"];
  const builds = (one: typeof sample): Build[] => [
    {
      repository,
      tags: [
        [push(one), "main"],
        [pullRequest, `pr-${one.number}`],
      ],
    },
  ];
  expect(newOf(builds)).toEqual([
    "docker.io/octo/app timestamp: main-20261123-0617",
    "ghcr.io/octo/app timestamp: main-20261123-0617",
    "docker.io/octo/app candidate: rc.main.pr-123",
  ]);
  expect(propose(builds).rows).toEqual([
    "docker.io/octo/app:main on main: same stream",
    "ghcr.io/octo/app:main on main: same stream",
    "docker.io/octo/app:pr-123 on pull request: replaced by rc.main.pr-123",
    "ghcr.io/octo/app:pr-123 on pull request: replaced by docker.io/octo/app:rc.main.pr-123",
  ]);
});

test("nothing but timestamps and candidates where every tag is known", () => {
  expect(newOf((one) => [{ tags: [[push(one), "main"]] }])).toEqual([
    "ghcr.io/octo-org/app timestamp: main-20261123-0617",
    "ghcr.io/octo-org/app candidate: rc.main.pr-123",
  ]);
});
