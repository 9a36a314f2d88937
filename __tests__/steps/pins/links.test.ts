import { describe, expect, test } from "@jest/globals";
import { failure } from "../../../src/core/lib/problems/problem.ts";
import type { TargetFile } from "../../../src/ports/pin-targets.ts";
import { matcherOf } from "../../../src/steps/pins/globs.ts";
import { linkedFiles } from "../../../src/steps/pins/links.ts";

const fileAt = (path: string): TargetFile => ({ path, blob: path, size: 1 });
const files = ["base/a.yaml", "base/b/c.yaml", "other/d.yaml", "prod/e.yaml"].map(fileAt);

async function found(links: Record<string, string>, globs: string[]): Promise<string[]> {
  const tip = { branch: "main", commit: "1", tree: "2", files, links: Object.keys(links).map(fileAt) };
  const read = async ({ path }: TargetFile) => Buffer.from(links[path] ?? "");
  return [...(await linkedFiles(tip, await matcherOf(globs), read))].sort();
}

describe("the files that links lead to", () => {
  test.each<[links: Record<string, string>, globs: string[], files: string[]]>([
    [{ "prod/a.yaml": "../base/a.yaml" }, ["prod/*.yaml"], ["base/a.yaml"]],
    [{ "prod/base": "../base" }, ["prod/**"], ["base/a.yaml", "base/b/c.yaml"]],
    [{ "prod/base": "../base/" }, ["prod/base/b/*.yaml"], ["base/a.yaml", "base/b/c.yaml"]],
    // From link to link, and in a circle
    [{ "prod/a": "x", "prod/x": "../other/d.yaml" }, ["prod/a"], ["other/d.yaml"]],
    [{ "prod/a": "../y/b/c.yaml", y: "base" }, ["prod/a"], ["base/a.yaml", "base/b/c.yaml"]],
    [{ "prod/a": "b", "prod/b": "a" }, ["prod/*"], []],
    // Not wanted, or out of the repository
    [{ "test/a.yaml": "../base/a.yaml" }, ["prod/**"], []],
    [{ "prod/a.yaml": "/etc/passwd" }, ["prod/**"], []],
    [{ "prod/a.yaml": "../../../etc/passwd" }, ["prod/**"], []],
  ])("%j, %j", async (links, globs, expected) => {
    expect(await found(links, globs)).toEqual(expected);
  });

  test("a link that cannot be read is an error", async () => {
    const tip = { branch: "main", commit: "1", tree: "2", files, links: [fileAt("prod/a")] };
    const read = async () => {
      throw failure("github-failed", "no");
    };
    await expect(linkedFiles(tip, () => true, read)).rejects.toThrow("no");
  });
});
