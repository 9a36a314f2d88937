/**
 * What a hostile change can write into the repository, one row each: nothing
 * has an effect beyond the runner, and the run says why (docs/security.md).
 * @needs engine
 */
import { rmSync, symlinkSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "@jest/globals";
import type { Files } from "../support/git.ts";
import { hostileSetting } from "../support/hostile.ts";
import { propose } from "../support/pull-request.ts";

const setting = hostileSetting();

describe("a configuration that reaches out of the repository", () => {
  const base = "images:\n  squid: ";
  test.each<[string, string, RegExp]>([
    ["a context above", `${base}{ context: .. }`, /config-/],
    ["an absolute context", `${base}{ context: /etc }`, /config-/],
    ["a Dockerfile above", `${base}{ context: squid, dockerfile: ../../../etc/passwd }`, /config-/],
    ["a named context above", `${base}{ context: squid, contexts: { x: ../.. } }`, /config-/],
    ["a secret's file above", `${base}{ context: squid, secrets: [{ id: x, src: ../../file }] }`, /config-/],
    ["a script above", `${base}{ context: squid, tests: [{ script: ../../bin/sh }] }`, /config-/],
    ["a tag that is no tag", `${base}{ context: squid, tag: "../x" }`, /config-/],
    ["a tag that is a candidate's", `${base}{ context: squid, tag: rc.release.pr-8 }`, /config-/],
    ["a tag that is a timestamp", `${base}{ context: squid, tag: release-20260101-0000 }`, /config-/],
    ["a tag that is too long", `${base}{ context: squid, tag: ${"x".repeat(129)} }`, /config-/],
    ["an image that is a path", "images:\n  ../squid: { context: squid }", /config-/],
    ["an image that is a command", "images:\n  '$(id)': { context: squid }", /config-/],
    [
      "a YAML bomb",
      `a: &a [x,x,x,x,x,x,x,x,x]\n${[..."bcdefghij"].map((name, at) => `${name}: &${name} [${Array(9).fill(`*${"abcdefghij"[at]}`).join(",")}]`).join("\n")}\nimages: {}\n`,
      /config-/,
    ],
  ])("%s", async (_, configuration, says) => {
    const text = `registries: [${setting.project.registry}]\ndefaults: { packages: false }\n${configuration.replaceAll("OUTSIDE", setting.outside)}\n`;
    await setting.expectHarmless(
      await setting.run(propose(setting.project.repository, { ".github/tagstream.yml": text }).fork({ id: 666 })),
      1,
      says,
    );
  });

  test("a secret's file outside: it is not handed over", async () => {
    const configuration = `registries: [${setting.project.registry}]\ndefaults: { packages: false }\nimages:\n  squid: { context: squid, secrets: [{ id: x, src: ${setting.outside}/file }] }\n`;
    const files = {
      ".github/tagstream.yml": configuration,
      "squid/Dockerfile": "FROM busybox:1.36\nRUN --mount=type=secret,id=x test ! -e /run/secrets/x\n",
    };
    await setting.expectHarmless(
      await setting.run(propose(setting.project.repository, files).fork({ id: 666 })),
      0,
      "1 image built and tested",
    );
  });

  test.each(["../../../../etc/passwd", "/etc/passwd", "squid"])("the input config: %s", async (config) => {
    await setting.expectHarmless(
      await setting.run(propose(setting.project.repository, setting.change).fork({ id: 666 }), { config }),
      1,
      /config-|input-/,
    );
  });

  test.each(["squid", "squid/Dockerfile"])("a link instead of %s", async (link) => {
    const { repository } = setting.project;
    const pr = propose(repository, setting.change);
    rmSync(path.join(repository.folder, link), { recursive: true });
    symlinkSync(link === "squid" ? setting.outside : path.join(setting.outside, "file"), path.join(repository.folder, link));
    repository.git("add", "--all");
    repository.git("commit", "--quiet", "--amend", "--no-edit");
    const step = pr.fork({ id: 666 });
    const result = await setting.run({ ...step, env: { ...step.env, GITHUB_SHA: repository.head() } });
    await setting.expectHarmless(result, 1, /config-|build-/);
  });
});

describe("text that would be more than text", () => {
  const loud =
    "::error::planted-command\n::add-mask::x\n::stop-commands::y\n\u001b[31m</details><script>@everyone ![x](https://x.invalid)";

  test.each<[string, Files]>([
    ["what a test prints", { "tests/loud.sh": `#!/bin/sh\nprintf '%s\\n' '${loud}'\nexit 1\n` }],
    [
      "what a build prints",
      { "squid/Dockerfile": `FROM busybox:1.36\nRUN printf '%s\\n' '${loud.replaceAll("\n", " ")}' && exit 1\n` },
    ],
  ])("%s", async (_, files) => {
    const tests = `registries: [${setting.project.registry}]\ndefaults: { packages: false }\nimages:\n  squid: { context: squid, tests: [{ script: tests/loud.sh }] }\n`;
    const all = { "tests/loud.sh": "#!/bin/sh\n", ...setting.change, ...files, ".github/tagstream.yml": tests };
    const result = await setting.run(propose(setting.project.repository, all).fork({ id: 666 }));
    await setting.expectHarmless(result, 1, /test-failed|build-failed/);
    for (const line of result.log.split("\n")) expect(line).not.toMatch(/^::(add-mask|stop-commands|error::planted)/);
    expect(result.annotations.map(({ message }) => message).join()).not.toMatch(/^planted-command/);
    const outsideOfCode = result.summary.replace(/^(`{3,})text\n[\s\S]*?^\1$/gm, "");
    expect(outsideOfCode).toContain("<details>");
    expect(outsideOfCode).not.toMatch(/<script|!\[x\]|^::|@everyone/m);
  });

  test("what a test is called, a branch, a title, a person", async () => {
    const name = "::error::planted-command </details><script>@everyone ![x](https://x.invalid)";
    const configuration = `registries: [${setting.project.registry}]\ndefaults: { packages: false }\nimages:\n  squid: { context: squid, tests: [{ name: ${JSON.stringify(name)}, run: ["false"] }] }\n`;
    const step = propose(setting.project.repository, { ...setting.change, ".github/tagstream.yml": configuration }).fork({
      id: 666,
    });
    const branch = "x](x.invalid)<script>|@everyone";
    const payload = step.payload as { pull_request: object };
    const pull_request = {
      ...payload.pull_request,
      title: loud,
      user: { login: loud },
      base: { ref: branch, sha: "0".repeat(40) },
    };
    const result = await setting.run({ ...step, payload: { ...payload, pull_request } });
    await setting.expectHarmless(result, 1, "test-failed");
    expect(result.log).not.toMatch(/^::error::planted/m);
    const outsideOfCode = result.summary.replace(/^(`{3,})text\n[\s\S]*?^\1$/gm, "");
    expect(outsideOfCode).not.toMatch(/<script|!\[x\]|\]\((https:|x\.)|^::|@everyone/m);
  });
});
