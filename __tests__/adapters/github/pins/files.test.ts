import { afterAll, describe, expect, test } from "@jest/globals";
import { blobId } from "../../../../src/adapters/git/blob-id.ts";
import { endPinWorlds, head, pinWorld, proposalOn, propose } from "../../../support/pins-on-github.ts";

afterAll(endPinWorlds);

const contents: [string, Uint8Array][] = [
  ["lines that end in CRLF", Buffer.from("a: 1\r\nb: 2\r\n")],
  ["no line end at all", Buffer.from("a: 1")],
  ["a byte order mark", Buffer.from("\uFEFFa: 1\n")],
  ["letters of all kinds", Buffer.from("a: ü ☃ 🦑 \u2028 \u0001\n")],
  ["no UTF-8", Buffer.from([0x61, 0x3a, 0x20, 0xe9, 0xff, 0x0a])],
  ["a zero byte", Buffer.from("a: \0\n")],
  ["half of a surrogate pair", Buffer.from([0x61, 0xed, 0xa0, 0x80])],
  ["many bytes", Buffer.alloc(600 * 1024, "a: 1\n")],
  ["nothing", Buffer.alloc(0)],
];

test("the bytes of files arrive as they are", async () => {
  const files = Object.fromEntries(contents.map((_, index) => [`deep/down/${index}.yaml`, `old ${index}\n`]));
  const { repository, target, github } = await pinWorld(files);
  const changed = new Map(contents.map(([, bytes], index) => [`deep/down/${index}.yaml`, bytes]));
  expect(await propose(target, { files: changed })).toMatchObject({ state: "opened" });
  for (const [index, [name, bytes]] of contents.entries()) {
    expect([name, repository.bytes(head, `deep/down/${index}.yaml`)]).toEqual([name, Buffer.from(bytes)]);
  }
  expect(await propose(target, { files: changed })).toMatchObject({ state: "unchanged" });
  const tip = await target.tip("tagstream/pins-1a2b3c4d");
  for (const [index, file] of tip.files.entries()) expect(Buffer.from(await target.read(file))).toEqual(contents[index]?.[1]);
  expect(github.hosted.faults).toEqual([]);
});

test("a file keeps its mode", async () => {
  const { repository, target } = await pinWorld({ "run.sh": { mode: "100755", content: "#!/bin/sh\n" }, plain: "1\n" });
  const files = new Map([
    ["run.sh", Buffer.from("#!/bin/sh\nrun\n")],
    ["plain", Buffer.from("2\n")],
  ]);
  await propose(target, { files });
  const modes = repository.git.tree(repository.git.commit(repository.tip(head))?.tree ?? "", true);
  expect(modes?.map(({ path, mode }) => `${mode} ${path}`)).toEqual(["100644 plain", "100755 run.sh"]);
});

test("only regular files are listed, and no other one is written", async () => {
  const { repository, target } = await pinWorld({
    "a/b.yaml": "1\n",
    link: { mode: "120000", content: "a/b.yaml" },
    module: { mode: "160000", content: "1".repeat(40) },
    "run.sh": { mode: "100755", content: "#!/bin/sh\n" },
  });
  const tip = await target.tip();
  expect(tip).toMatchObject({ branch: "main", commit: repository.tip("main") });
  expect(tip.files).toEqual([
    { path: "a/b.yaml", blob: blobId(Buffer.from("1\n"), tip.commit), size: 2 },
    { path: "run.sh", blob: blobId(Buffer.from("#!/bin/sh\n"), tip.commit), size: 10 },
  ]);
  expect(tip.links).toEqual([{ path: "link", blob: blobId(Buffer.from("a/b.yaml"), tip.commit), size: 8 }]);
  const files = new Map([["link", Buffer.from("b")]]);
  await expect(target.propose(proposalOn(tip, { files }))).rejects.toThrow(TypeError);
});

test("a repository with SHA-256 ids works, too", async () => {
  const { repository, target, github } = await pinWorld(undefined, "sha256");
  expect(await propose(target)).toMatchObject({ state: "opened" });
  expect(await propose(target)).toMatchObject({ state: "unchanged" });
  expect(await propose(target, { message: "Another one" })).toMatchObject({ state: "updated" });
  const [file] = (await target.tip()).files;
  expect(file && Buffer.from(await target.read(file)).toString()).toBe("read me\n");
  expect(await target.withdraw(head)).toMatchObject({ state: "closed" });
  expect(repository.branches()).toEqual(["main"]);
  expect(github.hosted.faults).toEqual([]);
});

test("other bytes than those of the id are refused", async () => {
  const { target, github } = await pinWorld();
  const [file] = (await target.tip()).files;
  if (!file) throw new TypeError("there is no file");
  const body = { content: Buffer.from("other").toString("base64"), encoding: "base64" };
  github.onRequest = (line) => (line.includes("/git/blobs/") ? { status: 200, body } : undefined);
  await expect(target.read(file)).rejects.toMatchObject({
    problems: [{ code: "github-failed", message: expect.stringContaining("README.md of osg/k8s") }],
  });
});

describe("a tree that GitHub truncates", () => {
  const files = Object.fromEntries(["a", "b", "c"].flatMap((one) => [1, 2, 3].map((n) => [`${one}/d/${n}.yaml`, `${n}\n`])));

  test("is read folder by folder", async () => {
    const { repository, target, github } = await pinWorld({ ...files, top: "1\n" });
    const whole = await target.tip();
    expect(whole.files).toHaveLength(10);
    repository.mostEntries = 5;
    expect(await target.tip()).toEqual(whole);
    expect(await propose(target, { files: new Map([["a/d/1.yaml", Buffer.from("2\n")]]) })).toMatchObject({ state: "opened" });
    expect(github.hosted.faults).toEqual([]);
  });

  test("with a folder that is too large is an error", async () => {
    const { repository, target } = await pinWorld(files);
    repository.mostEntries = 2;
    await expect(target.tip()).rejects.toMatchObject({
      problems: [{ code: "pin-too-large", message: expect.stringContaining("osg/k8s") }],
    });
  });
});
