import { describe, expect, test } from "@jest/globals";
import { compareFiles } from "../../../src/core/unchanged/compare-files.ts";
import type { ImageFile } from "../../../src/core/unchanged/image-file.ts";
import { isVolatile } from "../../../src/core/unchanged/volatile-paths.ts";

const file = (more: Partial<ImageFile> = {}): ImageFile => ({ type: "file", mode: 0o644, owner: "0:0", content: "a", ...more });
const folder = (mode = 0o755): ImageFile => ({ type: "directory", mode, owner: "0:0" });
const files = (entries: Record<string, ImageFile>) => new Map(Object.entries(entries));
const image = { "/etc": folder(), "/etc/passwd": file(), "/tmp": folder(0o1777), "/usr/bin/sh": file({ mode: 0o755 }) };

describe("two images", () => {
  test("with the same files are equal, in whatever order they come", () => {
    const shuffled = new Map(Object.entries(image).toReversed());
    expect(compareFiles(files(image), shuffled)).toEqual({ equal: true, files: 4 });
  });

  test.each<[string, Record<string, ImageFile>, string]>([
    ["content", { "/etc/passwd": file({ content: "b" }) }, "/etc/passwd differs in its content"],
    ["mode", { "/usr/bin/sh": file({ mode: 0o4755 }) }, "/usr/bin/sh differs in its mode: 0755, now 4755"],
    ["owner", { "/etc/passwd": file({ owner: "0:42" }) }, "/etc/passwd differs in its owner"],
    ["type", { "/etc/passwd": { type: "link", mode: 0o777, owner: "0:0", target: "x" } }, "/etc/passwd differs in its type"],
    ["capabilities", { "/usr/bin/sh": file({ mode: 0o755, attributes: "x" }) }, "/usr/bin/sh differs in its extended attributes"],
    ["a new file", { "/etc/motd": file() }, "/etc/motd is new"],
    ["the mode of a volatile folder", { "/tmp": folder(0o755) }, "/tmp differs in its mode: 1777, now 0755"],
  ])("differ by %s", (_, changed, difference) => {
    expect(compareFiles(files(image), files({ ...image, ...changed }))).toEqual({ equal: false, difference });
  });

  test("name the first path, also of a file that is gone", () => {
    const { "/etc/passwd": _, ...rest } = image;
    expect(compareFiles(files(image), files({ ...rest, "/usr/bin/sh": file() }))).toEqual({
      equal: false,
      difference: "/etc/passwd is gone",
    });
  });

  test("differ by the target of a link, and by the number of a device", () => {
    const link = (target: string): ImageFile => ({ type: "link", mode: 0o777, owner: "0:0", target });
    const device = (number: string): ImageFile => ({ type: "character device", mode: 0o666, owner: "0:0", device: number });
    expect(compareFiles(files({ "/a": link("b") }), files({ "/a": link("c") }))).toMatchObject({ equal: false });
    expect(compareFiles(files({ "/a": device("1:3") }), files({ "/a": device("1:5") }))).toMatchObject({ equal: false });
  });

  test("are equal although what is at volatile paths differs", () => {
    const logged = { ...image, "/var/log/dpkg.log": file({ content: "other" }), "/tmp/left": file() };
    expect(compareFiles(files(image), files(logged))).toEqual({ equal: true, files: 4 });
  });
});

describe("a volatile path", () => {
  test.each([
    "/var/log/apt/history.log",
    "/var/cache/ldconfig/aux-cache",
    "/tmp/.hidden",
    "/run/lock/x",
    "/var/lib/rpm/rpmdb.sqlite-shm",
    "/usr/lib/sysimage/rpm/rpmdb.sqlite",
    "/usr/lib/sysimage/libdnf5/x.toml",
    "/var/lib/dnf/history.sqlite-wal",
    "/var/lib/apt/lists/lock",
    "/var/lib/dpkg/status-old",
    "/lib/apk/db/installed",
    "/usr/lib/apk/db/scripts.tar",
    "/etc/apk/world",
    "/etc/machine-id",
    "/usr/lib/python3/site/__pycache__/x.pyc",
  ])("%s", (path) => expect(isVolatile(path)).toBe(true));

  test.each([
    "/var/log",
    "/tmp",
    "/tmpfile",
    "/opt/tmp/x",
    "/var/lib/dpkg/status",
    "/var/lib/dpkg/info/a-old",
    "/var/lib/rpmx/a",
    "/etc/machine-id-x",
    "/etc/machineXid",
    "/usr/__pycache__",
  ])("is not %s", (path) => expect(isVolatile(path)).toBe(false));
});
