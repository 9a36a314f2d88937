import { expect, test } from "@jest/globals";
import { plainStyle } from "../../../src/core/lib/text/style.ts";
import type { ComparedReference } from "../../../src/core/propose/proposal.ts";
import { referenceTable } from "../../../src/render/init/reference-table.ts";

const place = { file: ".github/workflows/docker.yml", line: 12 };
const reference = (repository: string, tag: string, more: Partial<ComparedReference> = {}): ComparedReference => ({
  repository,
  tag,
  occasions: [{ on: "branch", branch: "main" }],
  place,
  fate: { is: "same", as: "stream" },
  ...more,
});

test("equal images share a row, and long lists are cut", () => {
  const apps = ["api", "web", "worker", "admin", "docs"].map((name) => reference(`ghcr.io/octo-org/${name}`, "main"));
  const versions = ["1.4.2", "1.4", "1", "v1.4.2", "v1.4", "v1"].map((tag) =>
    reference("docker.io/octo-org/api", tag, {
      occasions: [{ on: "git tag", tag: "v1.4.2" }],
      fate: { is: "same text", as: "version", whenever: "only git tags write it" },
    }),
  );
  const others = [
    reference("docker.io/octo-org/api", "pr-123", {
      occasions: [{ on: "pull request" }],
      fate: { is: "replaced", by: "rc.main.pr-123" },
    }),
    reference("quay.io/octo-org/api", "odd\u001b[31m", {
      occasions: [{ on: "by hand" }, { on: "schedule", cron: "0 0 * * *" }],
      fate: { is: "not written", why: "no stream has it" },
    }),
  ];
  expect(referenceTable([...apps, ...versions, ...others], plainStyle)).toEqual([
    "  published today                                               when               with Tagstream",
    "  ghcr.io/octo-org/{api, web, worker … and 2 more}:main         push to main       the same (stream)",
    "  docker.io/octo-org/api:1.4.2, :1.4, :1, :v1.4.2 … and 2 more  git tag            the same (version), only git tags write it",
    "  docker.io/octo-org/api:pr-123                                 pull request       rc.main.pr-123 instead",
    "  quay.io/octo-org/api:odd                                      by hand, schedule  not written: no stream has it",
  ]);
});

test("there is no table without references", () => {
  expect(referenceTable([], plainStyle)).toEqual([]);
});
