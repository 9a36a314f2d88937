/**
 * A release from its changesets to its tags, by the steps of release.yml, on the Node that it takes: the engine has it.
 * @needs engine
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { findProblems } from "../../tools/release/check.ts";
import { read, statedVersions, write } from "../../tools/release/places.ts";
import { removeFolders } from "../support/git.ts";
import { Rehearsal } from "../support/release-rehearsal.ts";

const rehearsal = new Rehearsal("1.0.0", { "CHANGELOG.md": "# Changelog\n\nWhat users notice.\n" });
const { work, remote } = rehearsal;
afterAll(removeFolders);

const change = (bump: string, text: string): string => `---\n"tagstream": ${bump}\n---\n\n${text}\n`;
const changelog = (): string => readFileSync(path.join(work.folder, "CHANGELOG.md"), "utf8");
const pre = (mode: string, changesets: string[]): string =>
  `${JSON.stringify({ mode, tag: "rc", initialVersions: { tagstream: "1.0.1" }, changesets })}\n`;

/** The versions that a checkout states, in every place, and that its bundle says. */
function versionsIn(folder: string | undefined): Set<string | undefined> {
  if (folder === undefined) throw new Error("The job has no checkout.");
  const bundled = execFileSync(process.execPath, [path.join(folder, "dist/cli.cjs"), "--version"], { encoding: "utf8" });
  return new Set([...Object.values(statedVersions(folder)), bundled.trim()]);
}

describe("releases, by the steps of release.yml", () => {
  const before = work.head();
  const tags: Record<string, string> = { "v1.0.0": before, "v1.0": before, v1: before };
  let day = "";
  let packed = "";

  test("a push without a changeset does nothing", () => {
    rehearsal.push({ "docs/a-page.md": "# A page\n" });
    expect(rehearsal.run().jobs).toEqual(["plan"]);
    expect(rehearsal.tags()).toEqual(tags);
  });

  test("changesets open a pull request, which says in every place what the version is", () => {
    const pushed = rehearsal.push({
      ".changeset/a.md": change("patch", "A [fault](../docs/a-page.md)"),
      ".changeset/b.md": change("patch", "Security: a hole"),
    });
    day = work.git("log", "-1", "--format=%cs");
    const { jobs, checkouts } = rehearsal.run();
    expect(jobs).toEqual(["plan", "propose"]);
    expect(rehearsal.shown("pull-request")).toBe(
      "pr create --head release/next --base main --title Version 1.0.1 --body-file -\n" +
        "Merge this to release v1.0.1. Each push to main updates it.\n\n" +
        "### Fixed\n\n- A [fault](docs/a-page.md)\n\n### Security\n\n- a hole\n",
    );
    expect(versionsIn(checkouts["propose"])).toEqual(new Set(["1.0.1"]));
    expect(remote.git("log", "-1", "--format=%P %an %s", "release/next")).toBe(`${pushed} github-actions[bot] Version 1.0.1`);
    const changed = remote.git("diff", "--name-only", "main", "release/next").split("\n");
    expect(changed.filter((name) => !/^(?:dist|docs|schema)\//.test(name))).toEqual([
      ".changeset/a.md",
      ".changeset/b.md",
      "CHANGELOG.md",
      "package-lock.json",
      "package.json",
      "src/version.ts",
    ]);
    expect(changed).toContain("dist/cli.cjs");
  });

  test("merging it tags the merged commit, and a run that is killed then is completed by the next", () => {
    const merged = rehearsal.merge();
    const run = rehearsal.run("script/release tag");
    expect(run.jobs).toEqual(["plan", "pack", "publish"]);
    packed = run.checkouts["pack"] ?? "";
    expect(rehearsal.tags()).toEqual({ ...tags, "v1.0.1": merged });

    const output = rehearsal.again(run);
    expect(output).toContain(`v1.0.1 is at ${merged} already\n`);
    expect(output).toContain("Without provenance: only a job on GitHub has an identity that can sign.\n");
    expect(output).toContain("tagstream@1.0.1 → latest\n");
    Object.assign(tags, { "v1.0.1": merged, "v1.0": merged, v1: merged });
    expect(rehearsal.tags()).toEqual(tags);
    // A release locks what it shows: only the version's own tag is an object of its own, and has one.
    expect(remote.git("for-each-ref", "--format=%(refname:short) %(objecttype)", "refs/tags").split("\n")).toEqual([
      "v1 commit",
      "v1.0 commit",
      "v1.0.0 tag",
      "v1.0.1 tag",
    ]);
    expect(rehearsal.shown("release-v1.0.1")).toBe(
      "release create v1.0.1 tagstream-1.0.1.tgz --verify-tag --title v1.0.1 --notes-file - --latest=true\n" +
        "### Fixed\n\n- A [fault](https://github.com/octo/tagstream/blob/v1.0.1/docs/a-page.md)\n\n### Security\n\n- a hole\n",
    );
    expect(changelog()).toBe(
      `# Changelog\n\nWhat users notice.\n\n## 1.0.1 - ${day}\n\n### Fixed\n\n- A [fault](docs/a-page.md)\n\n### Security\n\n- a hole\n`,
    );

    const refs = remote.git("for-each-ref");
    expect(rehearsal.again(run)).toContain("The release v1.0.1 exists already\n");
    expect(remote.git("for-each-ref")).toBe(refs);
  });

  test("what must not be released is named, all of it", () => {
    const folder = packed;
    write(folder, "src/version.ts", read(folder, "src/version.ts").replace("1.0.1", "1.0.9"));
    write(folder, "CHANGELOG.md", "# Changelog\n");
    write(folder, "dist/licenses.txt", "");
    write(folder, "dist/left-behind.cjs", "");
    const [version, notes, bundle, ...others] = findProblems(folder);
    expect([version, notes, others]).toEqual([
      "src/version.ts says 1.0.9, and package.json 1.0.1.",
      'CHANGELOG.md has no section "## 1.0.1 - DATE".',
      [],
    ]);
    expect(bundle).toMatch(/^dist is not what the sources give: .*left-behind\.cjs, licenses\.txt.*\. Run `npm run build`\.$/);
  });

  test("a pre-release, proposed twice with the same result, moves no tag, and npm does not offer it", () => {
    rehearsal.leaveOutSources();
    rehearsal.push({ ".changeset/c.md": change("minor", "A thing"), ".changeset/pre.json": pre("pre", []) });
    rehearsal.run();
    const refs = remote.git("for-each-ref");
    expect(rehearsal.run().output).toContain("release/next is up to date\n");
    expect(remote.git("for-each-ref")).toBe(refs);
    expect(rehearsal.shown("pull-request")).toMatch(/^pr edit 7 --title Version 1\.1\.0-rc\.0 /);
    tags["v1.1.0-rc.0"] = rehearsal.merge();
    expect(rehearsal.run().output).toContain("tagstream@1.1.0-rc.0 → next\n");
    expect(rehearsal.tags()).toEqual(tags);
    expect(rehearsal.shown("release-v1.1.0-rc.0")).toContain("--latest=false --prerelease\n### Added\n\n- A thing\n");
  });

  test("a major version makes v2, and leaves v1", () => {
    rehearsal.push({ ".changeset/d.md": change("major", "Removed: an input"), ".changeset/pre.json": pre("exit", ["c"]) });
    rehearsal.run();
    const merged = rehearsal.merge();
    rehearsal.run("script/release move");
    expect(rehearsal.tags()).toEqual({ ...tags, "v2.0.0": merged, "v2.0": merged, v2: merged });
    expect(versionsIn(work.folder)).toEqual(new Set(["2.0.0"]));
    expect(changelog()).toContain("\n\n### Added\n\n- A thing\n\n### Removed\n\n- an input\n\n## 1.1.0-rc.0 - ");
    expect(work.git("ls-files", ".changeset").split("\n")).toEqual([".changeset/README.md", ".changeset/config.json"]);
  });
});
