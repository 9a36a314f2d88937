import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, linkSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { imageFilesIn } from "../../../../src/adapters/docker/export/image-files.ts";

const hashOf = (text: string | Buffer) => createHash("sha256").update(text).digest("hex");
const long = `${"deep/".repeat(30)}${"n".repeat(120)}`;
const large = Buffer.alloc(3_000_001, "x");
let folder: string;
let tree: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "tagstream-tar-"));
  tree = path.join(folder, "tree");
  mkdirSync(path.join(tree, path.dirname(long)), { recursive: true });
  writeFileSync(path.join(tree, long), "long");
  writeFileSync(path.join(tree, "large"), large);
  writeFileSync(path.join(tree, "empty"), "");
  writeFileSync(path.join(tree, "Überschrift"), "ü");
  linkSync(path.join(tree, "large"), path.join(tree, "linked"));
  symlinkSync(long, path.join(tree, "shortcut"));
  execFileSync("mkfifo", [path.join(tree, "pipe")]);
  chmodSync(path.join(tree, "empty"), 0o4711);
});

afterAll(() => rmSync(folder, { recursive: true }));

/** In pieces of this many bytes, as a pipe may give them. */
async function* piecesOf(bytes: Uint8Array, length: number) {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

function archive(format: string, more: string[] = []): Buffer {
  const file = path.join(folder, `${format}.tar`);
  const argv = ["--create", "--file", file, "--sort=name", "--format", format, "--owner=7", "--group=70000", "--numeric-owner"];
  execFileSync("tar", [...argv, ...more, "--directory", tree, "."]);
  return readFileSync(file);
}

/** The same in Python, which writes headers of its own. */
function written(script: string): Buffer {
  const file = path.join(folder, "written.tar");
  const head = `import io, tarfile\nwith tarfile.open(${JSON.stringify(file)}, "w", format=tarfile.PAX_FORMAT) as tar:\n`;
  execFileSync("python3", ["-c", head + script.replaceAll(/^/gm, "  ")]);
  return readFileSync(file);
}

describe.each(["pax", "gnu"])("an archive of the form %s", (format) => {
  test.each([1_000_000, 700, 13])("gives every file, in pieces of %d bytes", async (length) => {
    if (length < 100 && format === "gnu") return; // once is enough
    const files = await imageFilesIn(piecesOf(archive(format), length));
    const file = { type: "file", mode: 0o644, owner: "7:70000" };
    expect(files.get(`/${long}`)).toEqual({ ...file, content: hashOf("long") });
    expect(files.get("/large")).toEqual({ ...file, content: hashOf(large) });
    expect(files.get("/linked")).toEqual(files.get("/large"));
    expect(files.get("/empty")).toEqual({ ...file, mode: 0o4711, content: hashOf("") });
    expect(files.get("/Überschrift")).toEqual({ ...file, content: hashOf("ü") });
    expect(files.get("/shortcut")).toEqual({ type: "link", mode: 0o777, owner: "7:70000", target: long });
    expect(files.get("/pipe")).toMatchObject({ type: "pipe" });
    expect(files.get("/deep/deep")).toMatchObject({ type: "directory", mode: 0o755 });
    expect(files.get("/")).toMatchObject({ type: "directory" });
    expect(files.size).toBe(38);
  });
});

test("a device has its numbers, and a file its attributes, whatever bytes they are", async () => {
  const bytes = written(`
null = tarfile.TarInfo("dev/null"); null.type = tarfile.CHRTYPE; null.devmajor = 1; null.devminor = 3
tar.addfile(null)
ping = tarfile.TarInfo("bin/ping"); ping.pax_headers = {"SCHILY.xattr.security.capability": "\\x01\\n=\\x02", "mtime": "1.5"}
tar.addfile(ping)
after = tarfile.TarInfo("bin/plain")
tar.addfile(after)`);
  const files = await imageFilesIn(piecesOf(bytes, 4096));
  expect(files.get("/dev/null")).toMatchObject({ type: "character device", device: "1:3" });
  expect(files.get("/bin/ping")).toMatchObject({ attributes: "security.capability=010a3d02" });
  expect(files.get("/bin/plain")).not.toHaveProperty("attributes");
});

describe("is an error:", () => {
  const read = (bytes: Uint8Array) => imageFilesIn(piecesOf(bytes, 4096));

  test("an archive that is cut, wherever", async () => {
    const bytes = archive("pax");
    for (const end of [0, 100, 512, 5000, 30_000, bytes.length - large.length])
      await expect(read(bytes.subarray(0, end))).rejects.toThrow("stopped in the middle");
  });

  test("a wrong checksum", async () => {
    const bytes = archive("gnu");
    bytes[0] = 0x41;
    await expect(read(bytes)).rejects.toThrow("a wrong checksum");
  });

  test("two files of one path", async () => {
    const bytes = written(`tar.addfile(tarfile.TarInfo("a"))\ntar.addfile(tarfile.TarInfo("./a"))`);
    await expect(read(bytes)).rejects.toThrow('two files at "/a"');
  });

  test("a link to no file, and an unknown type", async () => {
    const link = `one = tarfile.TarInfo("a"); one.type = tarfile.LNKTYPE; one.linkname = "b"\ntar.addfile(one)`;
    await expect(read(written(link))).rejects.toThrow('"a" is a link to no file');
    await expect(read(written(link.replace("tarfile.LNKTYPE", 'b"V"')))).rejects.toThrow('unknown type "V"');
  });
});
