import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { statedVersions } from "../../tools/release/places.ts";
import { removeFolders } from "../support/git.ts";
import { Rehearsal } from "../support/release-rehearsal.ts";
import { root } from "../support/workflow-files.ts";

const manifest = readFileSync(path.join(root, "package.json"), "utf8").replace(/^ {2}"private": true,\n/m, "");
const rehearsal = new Rehearsal({ "CHANGELOG.md": "# Changelog\n\nWhat users notice.\n", "package.json": manifest });
afterAll(removeFolders);

const change = (bump: string, text: string): string => `---\n"tagstream": ${bump}\n---\n\n${text}\n`;
const changelog = (): string => readFileSync(path.join(rehearsal.work.folder, "CHANGELOG.md"), "utf8");
const dayOf = (commit: string): string => rehearsal.work.git("log", "-1", "--format=%cs", commit);

/** The versions that a checkout states, in every place, and that its bundle says. */
function versionsIn(folder: string): Set<string | undefined> {
  const bundled = execFileSync(process.execPath, [path.join(folder, "dist/cli.cjs"), "--version"], { encoding: "utf8" });
  return new Set([...Object.values(statedVersions(folder)), bundled.trim()]);
}

describe("releases, by the steps of release.yml", () => {
  let first = "";
  let second = "";
  let third = "";

  test("a push without a changeset does nothing", () => {
    rehearsal.push({ "docs/a-page.md": "# A page\n" });
    expect(rehearsal.run().jobs).toEqual(["plan"]);
    expect(rehearsal.tags()).toEqual({});
  });

  test("a changeset opens a pull request, which says in every place what the version is", () => {
    const pushed = rehearsal.push({ ".changeset/first.md": change("major", "Added: all of it") });
    const { jobs, checkouts } = rehearsal.run();
    expect(jobs).toEqual(["plan", "propose"]);
    expect(rehearsal.shown("pull-request")).toBe(
      "pr create --head release/next --base main --title Version 1.0.0 --body-file -\n" +
        "Merge this to release v1.0.0. Each push to main updates it.\n\n### Added\n\n- all of it\n",
    );
    expect(versionsIn(checkouts["propose"] ?? "")).toEqual(new Set(["1.0.0"]));
    expect(rehearsal.remote.git("log", "-1", "--format=%P %an %s", "release/next")).toBe(
      `${pushed} github-actions[bot] Version 1.0.0`,
    );
    // The pull request has no other change than these.
    const changed = rehearsal.remote.git("diff", "--name-only", "main", "release/next").split("\n");
    expect(changed.filter((name) => !name.startsWith("dist/"))).toEqual([
      ".changeset/first.md",
      "CHANGELOG.md",
      "package-lock.json",
      "package.json",
      "src/version.ts",
    ]);
    expect(changed).toContain("dist/cli.cjs");
  });

  test("a second run changes nothing", () => {
    const refs = rehearsal.remote.git("for-each-ref");
    expect(rehearsal.run().output).toContain("release/next is up to date");
    expect(rehearsal.remote.git("for-each-ref")).toBe(refs);
    expect(rehearsal.shown("pull-request")).toMatch(/^pr edit 7 --title Version 1\.0\.0 /);
  });

  test("merging it tags the merged commit, and makes v1, v1.0 and the release", () => {
    first = rehearsal.merge();
    const { jobs, output } = rehearsal.run();
    expect(jobs).toEqual(["plan", "pack", "publish"]);
    expect(rehearsal.tags()).toEqual({ "v1.0.0": first, "v1.0": first, v1: first });
    // Whoever moves v1 must be able to: only the version's own tag is an object of its own.
    expect(rehearsal.remote.git("for-each-ref", "--format=%(refname:short) %(objecttype)", "refs/tags").split("\n")).toEqual([
      "v1 commit",
      "v1.0 commit",
      "v1.0.0 tag",
    ]);
    expect(output).toContain("Without provenance: only a job on GitHub has an identity that can sign.\n");
    expect(output).toContain("tagstream@1.0.0 → latest\n");
    expect(rehearsal.shown("release-v1.0.0")).toBe(
      "release create v1.0.0 tagstream-1.0.0.tgz --verify-tag --title v1.0.0 --notes-file - --latest=true\n### Added\n\n- all of it\n",
    );
    expect(changelog()).toBe(`# Changelog\n\nWhat users notice.\n\n## 1.0.0 - ${dayOf("HEAD^")}\n\n### Added\n\n- all of it\n`);
  });

  test("a run that is killed after the tag is completed by the next", () => {
    rehearsal.push({
      ".changeset/b.md": change("patch", "A [fault](../docs/a-page.md)"),
      ".changeset/c.md": change("patch", "Security: a hole"),
    });
    rehearsal.run();
    second = rehearsal.merge();
    rehearsal.run("script/release tag");
    expect(rehearsal.tags()).toEqual({ "v1.0.0": first, "v1.0": first, v1: first, "v1.0.1": second });
    expect(rehearsal.run().output).toContain(`v1.0.1 is at ${second} already\n`);
    const after = { "v1.0.0": first, "v1.0": second, v1: second, "v1.0.1": second };
    expect(rehearsal.tags()).toEqual(after);
    const refs = rehearsal.remote.git("for-each-ref");
    const { output } = rehearsal.run();
    expect(rehearsal.remote.git("for-each-ref")).toBe(refs);
    expect(output).toContain("The release v1.0.1 exists already\n");
    expect(changelog()).toContain("- A [fault](docs/a-page.md)\n\n### Security\n\n- a hole\n\n## 1.0.0 - ");
    expect(rehearsal.shown("release-v1.0.1")).toContain(
      "- A [fault](https://github.com/octo/tagstream/blob/v1.0.1/docs/a-page.md)\n",
    );
  });

  test("a pre-release moves no tag, and npm does not offer it", () => {
    rehearsal.push({
      ".changeset/d.md": change("major", "Removed: an input"),
      ".changeset/pre.json": `${JSON.stringify({ mode: "pre", tag: "rc", initialVersions: { tagstream: "1.0.1" }, changesets: [] })}\n`,
    });
    rehearsal.run();
    const commit = rehearsal.merge();
    const { output } = rehearsal.run();
    expect(rehearsal.tags()).toEqual({ "v1.0.0": first, "v1.0": second, v1: second, "v1.0.1": second, "v2.0.0-rc.0": commit });
    expect(output).toContain("tagstream@2.0.0-rc.0 → next\n");
    expect(rehearsal.shown("release-v2.0.0-rc.0")).toContain("--latest=false --prerelease\n### Removed\n\n- an input\n");
    expect(rehearsal.run().jobs).toEqual(["plan", "pack", "publish"]);
    third = commit;
  });

  test("its release makes v2 and leaves v1, with minor changes since", () => {
    const pre = JSON.parse(readFileSync(path.join(rehearsal.work.folder, ".changeset/pre.json"), "utf8"));
    rehearsal.push({
      ".changeset/e.md": change("minor", "A thing"),
      ".changeset/pre.json": `${JSON.stringify({ ...pre, mode: "exit" })}\n`,
    });
    rehearsal.run();
    const commit = rehearsal.merge();
    rehearsal.run();
    expect(rehearsal.tags()).toEqual({
      "v1.0.0": first,
      "v1.0": second,
      v1: second,
      "v1.0.1": second,
      "v2.0.0-rc.0": third,
      "v2.0.0": commit,
      "v2.0": commit,
      v2: commit,
    });
    expect(versionsIn(rehearsal.work.folder)).toEqual(new Set(["2.0.0"]));
    expect(changelog()).toContain(
      `## 2.0.0 - ${dayOf("HEAD^1")}\n\n### Added\n\n- A thing\n\n### Removed\n\n- an input\n\n## 2.0.0-rc.0 - `,
    );
    expect(rehearsal.work.git("ls-files", ".changeset").split("\n")).toEqual([".changeset/config.json"]);
  });
});
