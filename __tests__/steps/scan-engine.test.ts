/** @needs engine */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createBuilder } from "../../src/adapters/docker/buildx.ts";
import { createContainers } from "../../src/adapters/docker/containers.ts";
import { capture } from "../../src/adapters/process/process.ts";
import { redactorOf } from "../../src/adapters/process/redaction.ts";
import { createRegistry } from "../../src/adapters/registry/index.ts";
import type { Digest } from "../../src/core/lib/digest.ts";
import { parseIndex } from "../../src/core/oci/image-index.ts";
import type { ScanSpec } from "../../src/core/unit/unit.ts";
import { folderStore, type ImageStore, registryStore } from "../../src/steps/build/image-store.ts";
import { scanImage } from "../../src/steps/scan/scan.ts";
import { makeFolder, makeLog, newRepository } from "../support/engine.ts";
import { fakeGenerator } from "../support/fake-generator.ts";
import { makePlannedUnit } from "../support/plans.ts";

/**
 * A scanner over a list of packages: its database is a file with names, versions, ids and severities. It writes
 * Grype's JSON with the names as they are in the list.
 */
const scanner = `#!/bin/sh
set -eu
tool=1.0
[ -z "\${TAGSTREAM_SBOM-}" ] && exit 4
grep -q 'pkg:rpm/alma/newer-tool@' "$TAGSTREAM_SBOM" && tool=2.0
{
  printf '{"descriptor":{"name":"shell","version":"%s"},"matches":[' $tool
  separator=
  while read -r name version id severity; do
    grep -q "pkg:rpm/[a-z]*/\\{0,1\\}$name@$version" "$TAGSTREAM_SBOM" || continue
    printf '%s{"vulnerability":{"id":"%s","severity":"%s"},"artifact":{"purl":"pkg:rpm/%s@%s"}}' \\
      "$separator" "$id" "$severity" "$name" "$version"
    separator=,
  done <database.txt
  printf ']}'
} >"$TAGSTREAM_REPORT"
`;
const database = `openssl-libs 3.2.2-6 CVE-2026-1111 High
zlib 1.2-1 CVE-2026-2222 Low
squid 5.5-13 CVE-2026-3333 Critical
hostile 1-1 [x](//x.example.org)<img>::error::x High
`;

const repository = newRepository("scanned");
const registry = createRegistry();
const containers = createContainers();
let folder: Awaited<ReturnType<typeof makeFolder>>;
let generator = "";

beforeAll(async () => {
  folder = await makeFolder({ "scan.sh": scanner, "database.txt": database });
  generator = await fakeGenerator();
}, 120_000);

afterAll(async () => folder.dispose());

/** Builds an image of two platforms with these packages, each `NAME EPOCH VERSION-RELEASE ARCH`, and a list of them. */
async function build(packages: readonly string[], output: string, withList = true): Promise<Digest> {
  const context = await makeFolder({
    Dockerfile: "FROM scratch\nCOPY packages.txt os-release /etc/\nCOPY packages.txt /\n",
    "packages.txt": `${packages.join("\n")}\n`,
    "os-release": 'ID="alma"\nVERSION_ID="9.4"\n',
  });
  try {
    const { status, stdout, stderr } = await capture([
      ...["docker", "buildx", "build", "--platform=linux/amd64,linux/arm64", "--provenance=mode=min", `--output=${output}`],
      ...(withList ? [`--attest=type=sbom,generator=${generator}`] : []),
      ...["--metadata-file", `${context.path}/metadata.json`, context.path],
    ]);
    if (status !== 0) throw new Error(`${stdout}${stderr}`);
    const metadata = await capture(["cat", `${context.path}/metadata.json`]);
    return JSON.parse(metadata.stdout)["containerimage.digest"];
  } finally {
    await context.dispose();
  }
}

const pushed = `type=image,name=${repository},push=true,push-by-digest=true,name-canonical=true`;

/** Scans an image of a store against a published one. */
async function scan(current: Digest | undefined, digest: Digest, spec: Partial<ScanSpec> = {}, store: ImageStore = inRegistry()) {
  const bytes = (await store.manifest(digest))?.bytes ?? new Uint8Array();
  const unit = {
    ...makePlannedUnit("scanned:release", {
      platforms: ["linux/amd64", "linux/arm64"],
      destinations: [{ repository, required: true }],
    }),
    ...(current ? { current } : {}),
    scan: { script: ["scan.sh"], ...spec } satisfies ScanSpec,
  };
  const log = makeLog();
  const image = {
    digest,
    index: bytes,
    platforms: parseIndex(bytes).platforms.map(({ platform, digest: of }) => ({ platform, digest: of })),
  };
  const ports = { containers, registry, clock: { now: () => new Date() }, log, redact: await redactorOf([], "") };
  const outcome = await scanImage({ unit, image, store, workTree: folder.path }, ports);
  return { ...outcome, lines: log.lines };
}

const inRegistry = (): ImageStore => registryStore(repository, registry, containers);

const openssl = { old: "openssl-libs 1 3.2.2-6 x86_64", fixed: "openssl-libs 1 3.2.2-7 x86_64" };
const zlib = "zlib (none) 1.2-1 x86_64";
const squid = "squid 7 5.5-13 x86_64";

describe("lists of BuildKit, a scanner that is a script", () => {
  let published: Digest;

  beforeAll(async () => {
    published = await build([openssl.old, zlib], pushed);
  }, 120_000);

  test("fixed and new, on both platforms", async () => {
    const { scan: platforms, problems, lines } = await scan(published, await build([openssl.fixed, zlib, squid], pushed));
    expect(problems).toEqual([]);
    expect(platforms).toEqual(
      ["linux/amd64", "linux/arm64"].map((platform) => ({
        platform,
        tool: "shell 1.0",
        counts: { critical: 1, high: 0, medium: 0, low: 1, unrated: 0 },
        fixed: { count: 1, findings: [{ id: "CVE-2026-1111", package: "pkg:rpm/openssl-libs", severity: "high" }] },
        new: { count: 1, findings: [{ id: "CVE-2026-3333", package: "pkg:rpm/squid", severity: "critical" }] },
      })),
    );
    expect(lines).toContainEqual(
      expect.stringContaining("fixed: CVE-2026-1111 high (openssl-libs) · new: CVE-2026-3333 critical (squid)"),
    );
  }, 60_000);

  test("a gate fails a new finding, of a folder, too; nothing where only the tool is another", async () => {
    const worse = [openssl.old, zlib, squid];
    const layout = await createBuilder().layout();
    try {
      const digest = await build(worse, `type=oci,tar=false,dest=${layout.path}`);
      const { problems } = await scan(published, digest, { fail: "high" }, folderStore(layout, containers));
      expect(problems.map(({ code, severity }) => `${severity} ${code}`)).toEqual(["error scan-worse"]);
    } finally {
      await layout.dispose();
    }
    const other = await scan(published, await build([...worse, "newer-tool (none) 1-1 x86_64"], pushed), { fail: "low" });
    expect(other.problems).toEqual([]);
    expect(other.scan).toMatchObject([{ notGated: expect.stringContaining("shell 2.0") }, {}]);
  }, 90_000);

  test("a hostile report is text of one line", async () => {
    const { scan: platforms } = await scan(published, await build(["hostile (none) 1-1 x86_64"], pushed));
    expect(platforms).toMatchObject([{ new: { findings: [{ id: "[x](//x.example.org)<img>::error::x" }] } }, {}]);
  }, 60_000);

  test("an image without a list: its scanner breaks, and the published one is not scanned", async () => {
    const { problems, lines } = await scan(published, await build([squid], pushed, false));
    expect(problems).toMatchObject([
      { code: "scan-failed", severity: "warning", message: expect.stringContaining("exit status 4") },
    ]);
    expect(lines.filter((line) => line.startsWith("scanning the published"))).toEqual([]);
  }, 60_000);

  test("a scanner that breaks, in words", async () => {
    const broken = await makeFolder({ "scan.sh": "#!/bin/sh\necho no database >&2\nexit 3\n" });
    const ports = { containers, registry, clock: { now: () => new Date() }, log: makeLog(), redact: await redactorOf([], "") };
    const bytes = (await inRegistry().manifest(published))?.bytes ?? new Uint8Array();
    const unit = { ...makePlannedUnit("scanned:release"), scan: { script: ["scan.sh"], fail: "low" } satisfies ScanSpec };
    const image = { digest: published, index: bytes, platforms: parseIndex(bytes).platforms.slice(0, 1) };
    const { problems } = await scanImage({ unit, image, store: inRegistry(), workTree: broken.path }, ports);
    await broken.dispose();
    expect(ports.log.lines).toContain("  no database");
    expect(problems).toMatchObject([
      { code: "scan-failed", severity: "error", message: expect.stringContaining("exit status 3") },
    ]);
  }, 60_000);
});
