import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { createFiles } from "../../../src/adapters/files.ts";
import { matcherOf } from "../../../src/steps/pins/globs.ts";
import { folderSource, type PinSource, readPinFiles } from "../../../src/steps/pins/pin-files.ts";
import { makeFolder, removeFolders } from "../../support/git.ts";

afterAll(removeFolders);

describe("globs", () => {
  test.each<[string[], string[], string[]]>([
    [["k8s/**/*.yaml"], ["k8s/a.yaml", "k8s/b/.c/d.yaml", "k8s/.a.yaml"], ["a.yaml", "k8s/a.yml", "x/k8s/a.yaml"]],
    [
      ["**/*.{yaml,yml}", "!**/test/**"],
      ["a.yaml", "b/c.yml"],
      ["b/test/c.yml", "test/a.yaml"],
    ],
    [["!a.yaml", "*.yaml"], ["b.yaml"], ["a.yaml", "c/b.yaml"]],
    [["./k8s/a.yaml"], ["k8s/a.yaml"], []],
    [["**"], ["a", ".github/b", "c/d/.e"], []],
    [["a[1].yaml"], ["a1.yaml"], ["a2.yaml"]],
    [
      ["a/**", "!**/b/**"],
      ["a/x\ny.yaml", "a/\n/z\r.yaml"],
      ["a/\n/b/x.yaml", "\na/x"],
    ],
  ])("%j", async (globs, inside, outside) => {
    const matches = await matcherOf(globs);
    expect([...inside, ...outside].filter(matches)).toEqual(inside);
  });
});

describe("the files of a target", () => {
  const sourceOf = (files: Record<string, Uint8Array | number>): PinSource & { reads: string[] } => {
    const reads: string[] = [];
    return {
      reads,
      list: async () =>
        Object.entries(files).map(([name, content]) => ({
          path: name,
          size: typeof content === "number" ? content : content.length,
        })),
      async read(name) {
        reads.push(name);
        const content = files[name];
        return content instanceof Uint8Array ? { bytes: content } : undefined;
      },
    };
  };

  test("a large one is not read; one that is no UTF-8, or has a NUL, is listed", async () => {
    const source = sourceOf({
      "a.yaml": Buffer.from("\ufeffa: é\r\n"),
      "b.yaml": Buffer.from([0xff, 0xfe, 0x61, 0]),
      "c.yaml": Buffer.from("a\0b"),
      "d.yaml": 1024 * 1024 + 1,
      "e.yaml": 7,
      "f.txt": Buffer.from("x"),
    });
    expect(await readPinFiles(source, ["*.yaml"])).toEqual({
      files: [{ path: "a.yaml", text: "\ufeffa: é\r\n" }],
      skipped: [
        { path: "b.yaml", reason: "it is no text in UTF-8" },
        { path: "c.yaml", reason: "it is no text in UTF-8" },
        { path: "d.yaml", reason: "it is larger than 1 MiB" },
      ],
    });
    expect(source.reads).toEqual(["a.yaml", "b.yaml", "c.yaml", "e.yaml"]);
  });

  test("at most eight are read at the same time", async () => {
    let [now, most] = [0, 0];
    const source = sourceOf(Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`${index}.yaml`, Buffer.from("a")])));
    const read = async (name: string) => {
      most = Math.max(most, ++now);
      await new Promise(setImmediate);
      now--;
      return source.read(name);
    };
    expect((await readPinFiles({ ...source, read }, ["**"])).files).toHaveLength(40);
    expect(most).toBe(8);
  });

  test("a folder without git has all files but those of `.git` folders", async () => {
    const folder = makeFolder();
    for (const name of ["a/b/c.yaml", "a/.git/config.yaml", ".hidden/d.yaml"]) {
      mkdirSync(path.join(folder, path.dirname(name)), { recursive: true });
      writeFileSync(path.join(folder, name), name);
    }
    const { files } = await readPinFiles(folderSource(folder, createFiles()), ["**"]);
    expect(files.map((file) => file.path)).toEqual([".hidden/d.yaml", "a/b/c.yaml"]);
  });
});
