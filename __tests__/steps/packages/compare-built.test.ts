/**
 * Two images with package lists that BuildKit itself stored.
 * @needs engine
 */
import { beforeAll, describe, expect, test } from "@jest/globals";
import { capture } from "../../../src/adapters/process/process.ts";
import { createRegistry } from "../../../src/adapters/registry/index.ts";
import type { Digest } from "../../../src/core/lib/digest.ts";
import type { PlatformChanges } from "../../../src/core/packages/image-changes.ts";
import { compareImages } from "../../../src/steps/packages/compare-images.ts";
import { makeFolder, newRepository } from "../../support/engine.ts";
import { fakeGenerator } from "../../support/fake-generator.ts";

const repository = newRepository("listed");
const registry = createRegistry();
const rpms = (...lines: string[]): string => lines.map((line) => `${line}\n`).join("");
const common = rpms("jq (none) 1.6-17.el9 x86_64", "kernel (none) 5.14.0-9.el9 x86_64", "glibc (none) 2.34-1.el9 x86_64");

let old: Digest;
let now: Digest;

/** Builds an image of these files on two platforms; `arm64` are further packages of one of them. */
async function build(generator: string, packages: string, arm64 = ""): Promise<Digest> {
  const folder = await makeFolder({
    Dockerfile: "FROM scratch\nARG TARGETARCH\nCOPY $TARGETARCH /\n",
    "amd64/packages.txt": packages,
    "arm64/packages.txt": packages + arm64,
  });
  const output = `type=image,name=${repository},push=true,push-by-digest=true,name-canonical=true`;
  const argv = [
    "--quiet",
    "--platform=linux/amd64,linux/arm64",
    `--attest=type=sbom,generator=${generator}`,
    `--output=${output}`,
  ];
  try {
    const { status, stdout, stderr } = await capture(["docker", "buildx", "build", ...argv, folder.path]);
    if (status !== 0) throw new Error(stderr);
    return stdout.trim() as Digest;
  } finally {
    await folder.dispose();
  }
}

async function compare(from: Digest, to: Digest): Promise<readonly PlatformChanges[]> {
  return (await compareImages(registry, { repository, digest: from }, { repository, digest: to })).platforms;
}

/** The changes of a platform in short: `backwards squid 7:2 → 7:1`. */
function inShort({ packages }: PlatformChanges): string[] {
  if ("unknown" in packages) return [packages.unknown];
  return packages.changes.map(({ kind, name, before, now }) => `${kind} ${name} ${before} → ${now}`);
}

beforeAll(async () => {
  const generator = await fakeGenerator();
  old = await build(
    generator,
    common + rpms("squid 7 5.5-14.el9 x86_64", "pkg:npm/%40octo/app@1.0.0"),
    rpms("libatomic (none) 11-2 aarch64"),
  );
  const newer = common.replace("glibc (none) 2.34-1", "glibc (none) 2.34-2").replace(/jq .*\n/, "");
  now = await build(
    generator,
    newer +
      rpms("squid 7 5.5-13.el9 x86_64", "kernel (none) 5.14.0-10.el9 x86_64", "curl 1 8-1 x86_64", "pkg:npm/%7C%60%3Cb%3E@1"),
    rpms("libatomic (none) 11-5 aarch64"),
  );
}, 120_000);

test("newer, older, added, removed, epochs, two versions, Markdown; and one platform apart", async () => {
  const platforms = await compare(old, now);
  const everywhere = [
    "backwards squid 7:5.5-14.el9 → 7:5.5-13.el9",
    "removed @octo/app 1.0.0 → ",
    "added |`<b>  → 1",
    "added curl  → 1:8-1",
    "changed glibc 2.34-1.el9 → 2.34-2.el9",
    "removed jq 1.6-17.el9 → ",
    "changed kernel 5.14.0-9.el9 → 5.14.0-9.el9,5.14.0-10.el9",
  ];
  expect(platforms.map(({ platform }) => platform)).toEqual(["linux/amd64", "linux/arm64"]);
  expect(platforms.map(inShort)).toEqual([everywhere, [...everywhere, "changed libatomic 11-2 → 11-5"]]);
  expect(platforms[0]).toMatchObject({
    packages: { total: 5 },
    layers: { before: 1, now: 1 },
    size: { before: expect.any(Number) },
  });
});

describe("a generator that", () => {
  test("is another tool: packages of the operating system alone", async () => {
    const other = await build(await fakeGenerator("other-tool"), common);
    const [amd64] = await compare(old, other);
    expect(amd64?.packages).toMatchObject({ systemOnly: true, total: 3, changes: [{ kind: "removed", name: "squid" }] });
  });

  test("writes nothing: not known, in both directions", async () => {
    const without = await build(await fakeGenerator("nothing"), common);
    expect((await compare(old, without)).map(inShort)).toEqual([
      ["The image for linux/amd64 has no package list."],
      ["The image for linux/arm64 has no package list."],
    ]);
    expect((await compare(without, now)).map(inShort)[0]).toEqual([
      "Of the image before: The image for linux/amd64 has no package list.",
    ]);
  });
});
