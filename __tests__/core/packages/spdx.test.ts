/** A package list of SPDX 2.3, and what a stranger may put into one. */
import { describe, expect, test } from "@jest/globals";
import { readSpdx } from "../../../src/core/packages/spdx.ts";
import { packageStatement } from "../../support/package-lists.ts";

/** A text in pieces of so many bytes. */
async function* pieces(text: string, size = 7): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

const read = (document: unknown) => readSpdx(pieces(JSON.stringify(document)));

/** The packages of a list by key, or the reason. */
async function packagesOf(...entries: (string | object)[]): Promise<unknown> {
  const list = await read(packageStatement(entries));
  return "unknown" in list ? list.unknown : Object.fromEntries(list.packages);
}

describe("a list", () => {
  test("alone, and in its statement; with its tools", async () => {
    const statement = packageStatement(["pkg:deb/debian/curl@7-1?arch=amd64"]) as { predicate: object };
    const list = await read(statement);
    expect(list).toEqual({
      tools: ["syft-v1.51.0"],
      packages: new Map([["deb/debian/curl", { type: "deb", name: "curl", versions: ["7-1"] }]]),
    });
    expect(await read(statement.predicate)).toEqual(list);
    expect(await readSpdx(pieces(JSON.stringify(statement, null, 2), 1))).toEqual(list);
  });

  test("a package is the set of its versions", async () => {
    expect(
      await packagesOf(
        "pkg:rpm/almalinux/kernel@5.14.0-1.el9?arch=x86_64",
        "pkg:rpm/almalinux/kernel@5.14.0-2.el9?arch=x86_64",
        "pkg:rpm/almalinux/kernel@5.14.0-1.el9?arch=x86_64",
      ),
    ).toEqual({
      "rpm/almalinux/kernel/x86_64": { type: "rpm", name: "kernel", arch: "x86_64", versions: ["5.14.0-1.el9", "5.14.0-2.el9"] },
    });
  });

  test.each<[string, string, object]>([
    [
      "the epoch of rpm comes first",
      "pkg:rpm/a/squid@5.5-14.el9_4.1?arch=noarch&epoch=7&upstream=squid-5.5-14.src.rpm&distro=almalinux-9.4",
      { type: "rpm", name: "squid", arch: "noarch", versions: ["7:5.5-14.el9_4.1"] },
    ],
    ["an epoch 0 is none", "pkg:rpm/a/squid@5.5-14.el9?epoch=0", { type: "rpm", name: "squid", versions: ["5.5-14.el9"] }],
    [
      "an epoch is not put there twice",
      "pkg:rpm/a/squid@7:5.5-14?epoch=7",
      { type: "rpm", name: "squid", versions: ["7:5.5-14"] },
    ],
    [
      "Debian has it in the version",
      "pkg:deb/debian/vim@2%3A9.0-1?arch=amd64",
      { type: "deb", name: "vim", versions: ["2:9.0-1"] },
    ],
    ["a scope belongs to the name", "pkg:npm/%40octo/app@1.0.0", { type: "npm", name: "@octo/app", versions: ["1.0.0"] }],
    [
      "so does a module's path",
      "pkg:golang/golang.org/x/text@v0.14.0",
      { type: "golang", name: "golang.org/x/text", versions: ["v0.14.0"] },
    ],
    ["Markdown is only text", "pkg:npm/%60%7C%5Bx%5D(y)@%3Cb%3E", { type: "npm", name: "`|[x](y)", versions: ["<b>"] }],
    ["control characters go", "pkg:npm/a%0A%1B%5B31mb%E2%80%AE@1%00%0D%0A2", { type: "npm", name: "a b", versions: ["1 2"] }],
    ["a long name is cut", `pkg:npm/${"n".repeat(400)}@1`, { type: "npm", name: `${"n".repeat(299)}…`, versions: ["1"] }],
  ])("%s", async (_, purl, expected) => {
    expect(Object.values((await packagesOf(purl)) as object)).toEqual([expected]);
  });

  test("a version beside the purl counts, and none is an empty text", async () => {
    const refs = (purl: string) => ({ externalRefs: [{ referenceLocator: purl, referenceType: "purl" }] });
    expect(
      await packagesOf({ name: "a", versionInfo: "2", ...refs("pkg:pypi/a") }, { name: "b", ...refs("pkg:pypi/b") }),
    ).toEqual({
      "pypi//a": { type: "pypi", name: "a", versions: ["2"] },
      "pypi//b": { type: "pypi", name: "b", versions: [""] },
    });
  });

  test("virtual packages of apk do not count: their version is the time of their installation", async () => {
    expect(
      await packagesOf(
        "pkg:apk/alpine/.python-rundeps@20261126.211234?arch=noarch&distro=alpine-3.20.3",
        "pkg:apk/alpine/rundeps@20261126.211234?arch=noarch",
        "pkg:apk/alpine/ca-certificates-bundle@20260413-r0?arch=x86_64",
        "pkg:deb/debian/tzdata@20260101.000000",
      ),
    ).toEqual({
      "apk/alpine/ca-certificates-bundle": { type: "apk", name: "ca-certificates-bundle", versions: ["20260413-r0"] },
      "deb/debian/tzdata": { type: "deb", name: "tzdata", versions: ["20260101.000000"] },
    });
  });

  test("files, the scanned image and entries without a purl do not count", async () => {
    const files = Array.from({ length: 50 }, (_, index) => ({
      fileName: `f${index}`,
      name: "packages",
      checksums: [{ algorithm: "SHA1" }],
    }));
    const list = await read(
      packageStatement(["pkg:oci/app@sha256:1", "pkg:docker/app@1", { name: "/run/src/core/sbom" }, "no purl"], { files }),
    );
    expect(list).toEqual({ tools: ["syft-v1.51.0"], packages: new Map() });
  });
});

describe("what is no list", () => {
  const good = JSON.stringify(packageStatement(["pkg:deb/debian/curl@7-1"]));
  test.each<[string, string, string]>([
    ["nothing", "", "it is cut off"],
    ["a list without its last bracket", good.slice(0, -1), "it is cut off"],
    ["half a list", good.slice(0, good.length / 2), "it is cut off"],
    ["a list that ends within a text", good.slice(0, good.indexOf("SPDX-2.3") + 2), "it is cut off"],
    ["something after it", `${good}{}`, "it is not JSON"],
    ["rubbish", "rubbish", "it is not JSON"],
    ["HTML", "<html>", "it is not JSON"],
    ["a comma too many", good.replace('"subject":[', '"subject":[,'), "it is not JSON"],
    ["a comma at the end", '{"spdxVersion":"SPDX-2.3",}', "it is not JSON"],
    ["no comma", '{"spdxVersion":"SPDX-2.3" "packages":[]}', "it is not JSON"],
    ["no colon", '{"spdxVersion" "SPDX-2.3"}', "it is not JSON"],
    ["a key that is no text", "{1:2}", "it is not JSON"],
    ["brackets that do not fit", '{"a":[1}', "it is not JSON"],
    ["another document", '{"bomFormat":"CycloneDX"}', "it is not SPDX"],
    ["a text", '"SPDX"', "it is not SPDX"],
    ["much nesting", "[".repeat(100_000), "it is nested more than 64 times"],
  ])("%s", async (_, text, reason) => {
    expect(await readSpdx(pieces(text, 1000))).toEqual({ unknown: `The package list cannot be read: ${reason}.` });
  });

  test.each<[string, () => object, string]>([
    ["too many packages", () => packageStatement(Array.from({ length: 50_001 }, () => ({}))), "it has more than 50000 packages"],
    [
      "too many versions",
      () => packageStatement(Array.from({ length: 501 }, (_, at) => `pkg:npm/a@${at}`)),
      "it has more than 500 versions of a package",
    ],
    [
      "a package URL that would fill the memory",
      () => packageStatement([`pkg:npm/a?${"a=b&".repeat(16_384)}`]),
      "it has a package URL of more than 65536 characters",
    ],
    [
      "too many tools",
      () => ({ creationInfo: { creators: Array.from({ length: 21 }, (_, at) => `Tool: t-${at}`) } }),
      "it names more than 20 tools",
    ],
  ])("%s", async (_, document, reason) => {
    expect(await readSpdx(pieces(JSON.stringify(document()), 65_536))).toEqual({
      unknown: `The package list cannot be read: ${reason}.`,
    });
  });

  test.each([
    ["a text", '{"a":"x'],
    ["a name", '{"x'],
    ["a number", '{"a":1'],
    ["nothing", " "],
  ])("%s without an end takes neither the memory nor a minute", async (_, start) => {
    async function* endless(): AsyncGenerator<Uint8Array> {
      yield* pieces(start);
      for (;;) yield new TextEncoder().encode((start.at(-1) ?? "").repeat(65_536));
    }
    expect(await readSpdx(endless())).toEqual({
      unknown: "The package list cannot be read: it has a text or a number of more than 4 MiB.",
    });
  });

  test.each([
    ["a byte that never occurs", [0xff]],
    ["half a character", [0xc3]],
    ["a surrogate", [0xed, 0xa0, 0x80]],
  ])("bytes that are not UTF-8: %s", async (_, bytes) => {
    async function* given(): AsyncGenerator<Uint8Array> {
      yield* pieces('{"spdxVersion":"SPDX-2.3');
      yield Uint8Array.from(bytes);
      yield* pieces('"}');
    }
    expect(await readSpdx(given())).toEqual({ unknown: expect.stringMatching(/^The package list cannot be read: it is /) });
  });

  test.each([
    [{ packages: {} }],
    [{ packages: { "*": { externalRefs: { a: 1 } } } }],
    [{ packages: [[[]], null, 1, "x"], creationInfo: null }],
    [{ predicate: [] }],
    [{ creationInfo: { creators: [1, {}, null] } }],
  ])("odd shapes hold no packages: %j", async (shape) => {
    expect(await read({ spdxVersion: "SPDX-2.3", ...shape })).toMatchObject({ packages: new Map() });
  });

  test("a fault of the stream is the stream's own", async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield new TextEncoder().encode(good.slice(0, 50));
      throw new RangeError("broken");
    }
    await expect(readSpdx(broken())).rejects.toThrow("broken");
  });
});
