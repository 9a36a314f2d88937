import { expect, test } from "@jest/globals";
import { referenceRows } from "../../../src/core/init/reference-rows.ts";
import type { ComparedReference, Fate } from "../../../src/core/propose/proposal.ts";

const place = { file: ".github/workflows/docker.yml", line: 12 };
const same: Fate = { is: "same", as: "version" };
const reference = (repository: string, tag: string, fate: Fate = same): ComparedReference => ({
  repository,
  tag,
  occasions: [{ on: "git tag", tag: "v1.4.2" }],
  place,
  fate,
});

test("tags that fare alike share a row, and so do repositories with equal rows", () => {
  const lost: Fate = { is: "not written", why: "no tag can have it" };
  const rows = referenceRows([
    reference("ghcr.io/octo-org/api", "1.4.2"),
    reference("ghcr.io/octo-org/api", "1.4"),
    reference("ghcr.io/octo-org/web", "1.4.2"),
    reference("ghcr.io/octo-org/web", "1.4"),
    reference("ghcr.io/octo-org/api", "1.4"),
    {
      ...reference("ghcr.io/octo-org/web", "main"),
      occasions: [
        { on: "branch", branch: "main" },
        { on: "schedule", cron: "0 0 * * *" },
      ],
    },
    reference("ghcr.io/octo-org/web", "odd", lost),
  ]);
  expect(rows).toEqual([
    { repositories: ["ghcr.io/octo-org/api", "ghcr.io/octo-org/web"], tags: ["1.4.2", "1.4"], when: ["git tag"], fate: same },
    { repositories: ["ghcr.io/octo-org/web"], tags: ["main"], when: ["push to main", "schedule"], fate: same },
    { repositories: ["ghcr.io/octo-org/web"], tags: ["odd"], when: ["git tag"], fate: lost },
  ]);
});
