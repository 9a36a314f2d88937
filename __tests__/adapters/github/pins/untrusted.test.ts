import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import type { Entrypoint } from "../../../../src/ports/entrypoint.ts";
import type { Reporter } from "../../../../src/ports/reporter.ts";
import { connect } from "../../../../src/wiring.ts";
import { makeFolder, makeRepository, removeFolders } from "../../../support/git.ts";
import { defaultRequest } from "../../../support/memory-run.ts";

afterAll(removeFolders);

test("a stranger's pull request opens no target: its configuration may name any variable", async () => {
  const repository = makeRepository({ a: "1\n" });
  const folder = makeFolder();
  const payload = {
    action: "opened",
    repository: { id: 1, default_branch: "main" },
    pull_request: {
      number: 7,
      user: { login: "octo" },
      head: { sha: repository.head(), repo: { id: 2 } },
      base: { ref: "main" },
    },
  };
  writeFileSync(join(folder, "event.json"), JSON.stringify(payload));
  const runner = {
    GITHUB_EVENT_NAME: "pull_request",
    GITHUB_EVENT_PATH: join(folder, "event.json"),
    GITHUB_REF: "refs/pull/7/merge",
    GITHUB_SHA: repository.head(),
    GITHUB_REPOSITORY: "osg/images",
    RUNNER_TEMP: folder,
    SOME_SECRET: "s3cret",
  };
  Object.assign(process.env, runner); // @actions/github reads it
  const masked: string[] = [];
  const reporter = { line: () => {}, mask: (secret: string) => masked.push(secret) } as unknown as Reporter;
  const entrypoint: Entrypoint = { input: () => "", reporter, environment: process.env, folder: repository.folder };
  const { ports } = await connect({ ...defaultRequest, token: "ghs_own" }, entrypoint);
  for (const variable of [undefined, "SOME_SECRET"]) {
    expect(() => ports.pinTargets.open("osg/k8s", variable)).toThrow("This event is untrusted");
  }
  expect(process.env["SOME_SECRET"]).toBe("s3cret");
  expect(masked).toEqual([]);
});
