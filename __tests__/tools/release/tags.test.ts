import { afterAll, describe, expect, test } from "@jest/globals";
import { planRelease } from "../../../tools/release/plan.ts";
import { moveTags, tagVersion } from "../../../tools/release/tags.ts";
import { makeRepository, removeFolders, TestRepository } from "../../support/git.ts";

afterAll(removeFolders);

const manifest = (version: string) => ({ "package.json": JSON.stringify({ name: "tagstream", version }) });

/** A repository at a version, with a remote. */
function released(version: string): { work: TestRepository; remote: TestRepository } {
  const work = makeRepository(manifest(version));
  return { work, remote: new TestRepository(work.publish()) };
}

const commitOf = (remote: TestRepository, tag: string): string => remote.git("rev-parse", `${tag}^{}`);

describe("the tags of a version", () => {
  test("a version's tag at another commit is never moved", () => {
    const { work, remote } = released("1.2.3");
    tagVersion(work.folder);
    const first = work.head();
    const next = work.commit({ "a-file": "" });
    expect(() => tagVersion(work.folder)).toThrow(`v1.2.3 is at ${first}, not at ${next}: a version's tag never moves.`);
    expect(() => moveTags(work.folder)).toThrow(`v1.2.3 is not at ${next} on the remote.`);
    expect(commitOf(remote, "v1.2.3")).toBe(first);
  });

  test("v1 stays at a higher version, and v1.2 moves", () => {
    const { work, remote } = released("1.3.0");
    const higher = work.head();
    expect(tagVersion(work.folder)).toBe(`v1.3.0 → ${higher}`);
    expect(moveTags(work.folder)).toEqual([`v1 → ${higher}`, `v1.3 → ${higher}`]);
    expect(moveTags(work.folder)).toEqual([`v1 is at ${higher} already`, `v1.3 is at ${higher} already`]);
    const mended = work.commit(manifest("1.2.4"));
    expect(tagVersion(work.folder)).toBe(`v1.2.4 → ${mended}`);
    expect(moveTags(work.folder)).toEqual(["v1 stays: 1.3.0 is newer", `v1.2 → ${mended}`]);
    expect(["v1", "v1.3", "v1.2"].map((tag) => commitOf(remote, tag))).toEqual([higher, higher, mended]);
  });
});

describe("what a push asks for", () => {
  const pending = { ".changeset/a.md": '---\n"tagstream": patch\n---\n\nA fault\n' };
  const empty = { ".changeset/a.md": "---\n---\n" };
  const changelog = { "CHANGELOG.md": "# Changelog\n\n## 1.0.1 - 2026-11-27\n\n### Fixed\n\n- A fault\n" };
  const base = { ...manifest("1.0.0"), ".changeset/README.md": "", "CHANGELOG.md": "# Changelog\n" };

  test.each<[what: string, files: Record<string, string>, plan: ReturnType<typeof planRelease>]>([
    ["a change without a changeset", { "a-file": "" }, { version: "1.0.0", propose: false, release: false }],
    ["a changeset", pending, { version: "1.0.0", propose: true, release: false }],
    ["an empty changeset", empty, { version: "1.0.0", propose: false, release: false }],
    ["a version", { ...manifest("1.0.1"), ...changelog }, { version: "1.0.1", propose: false, release: true }],
    ["a version without notes", manifest("1.0.1"), { version: "1.0.1", propose: false, release: false }],
    [
      "a version and a later changeset",
      { ...manifest("1.0.1"), ...changelog, ...pending },
      { version: "1.0.1", propose: true, release: true },
    ],
  ])("%s", (_, files, plan) => {
    const work = makeRepository(base);
    const before = work.head();
    work.commit(files);
    expect(planRelease(work.folder, before)).toEqual(plan);
    // A new branch has no commit before: its first parent answers.
    expect(planRelease(work.folder, "0".repeat(40))).toEqual(plan);
  });

  test("an older version that several pushes ago came is not released again", () => {
    const work = makeRepository({ ...base, ...manifest("1.0.1"), ...changelog });
    work.commit();
    const before = work.commit();
    work.commit({ "a-file": "" });
    expect(planRelease(work.folder, before).release).toBe(false);
  });
});
