/**
 * What a run and the command line say of two builds, on real package lists.
 * @needs engine
 */
import { readFileSync } from "node:fs";
import { afterAll, expect, test } from "@jest/globals";
import { startCommandLine } from "../support/command-line.ts";
import { fakeGenerator } from "../support/fake-generator.ts";
import { removeFolders } from "../support/git.ts";
import { makeProject } from "../support/project.ts";
import { cleanUpSteps } from "../support/runner.ts";

afterAll(() => {
  cleanUpSteps();
  removeFolders();
});

/** Lines of `rpm -qa`: name, epoch, version, architecture. */
const listed = (arch: string, packages: readonly string[]): string =>
  `${[...packages.map((line) => `${line} ${arch}`), "pkg:npm/%40octo/app@1.0.0"].join("\n")}\n`;

const before = [
  "squid 7 5.5-14.el9",
  "openssl-libs 1 3.2.2-6.el9",
  "bash (none) 5.1.8-9.el9",
  "tzdata (none) 2026a-1.el9",
  "kernel-core (none) 5.14.0-503.el9",
  "kernel-core (none) 5.14.0-570.el9",
  "shadow-utils (none) 4.9-9.el9",
  "libatomic (none) 11.5.0-2.el9",
];
const now = [
  "squid 7 5.5-13.el9",
  "openssl-libs 1 3.2.2-7.el9",
  "bash (none) 5.1.8-9.el9",
  "jq (none) 1.6-17.el9",
  "kernel-core (none) 5.14.0-570.el9",
  "kernel-core (none) 5.14.0-611.el9",
  "shadow-utils 2 4.9-9.el9",
];
const onAmd64 = [...now, "libatomic (none) 11.5.0-2.el9"];
const onArm64 = [...now, "libatomic (none) 11.5.0-5.el9"];

const configuration = (generator: string, xcache: string): string => `registries: [REGISTRY]
packages: { generator: "${generator}" }
images:
  squid: { context: squid, platforms: [linux/amd64, linux/arm64] }
  xcache: { context: xcache${xcache} }
`;

/** The same minute of two publications, and digests: every run has others. */
const steady = (text: string): string =>
  text.replaceAll(/\d{8}-\d{4}(-\d\d)?/g, "TIMESTAMP").replaceAll(/sha256:[a-f\d]{8,}/g, "DIGEST");

test("newer, older, added, removed, on one platform, of two versions, with an epoch, without a list", async () => {
  const generator = await fakeGenerator();
  const project = makeProject({
    ".github/tagstream.yml": configuration(generator, ", packages: false"),
    "squid/Dockerfile": "FROM busybox:1.36\nARG TARGETARCH\nCOPY list-$TARGETARCH /packages.txt\n",
    "squid/list-amd64": listed("x86_64", before),
    "squid/list-arm64": listed("aarch64", before),
    "xcache/Dockerfile": "FROM busybox:1.36\nCOPY list /packages.txt\n",
    "xcache/list": listed("x86_64", before),
  });
  const first = await project.weekly();
  expect({ status: first.status, changes: first.outputs["changes"] }).toEqual({ status: 0, changes: undefined });
  project.repository.commit({
    ".github/tagstream.yml": configuration(generator, "").replace("REGISTRY", project.registry),
    "squid/list-amd64": listed("x86_64", onAmd64),
    "squid/list-arm64": listed("aarch64", onArm64),
  });
  project.repository.git("push", "--quiet", "origin", "main");
  const second = await project.weekly();
  expect({ status: second.status, annotations: second.annotations }).toEqual({ status: 0, annotations: [] });
  expect(steady(second.summary.slice(second.summary.indexOf("### What changed")).trimEnd())).toBe(`### What changed

**squid:release** TIMESTAMP, after TIMESTAMP · 7 of 9 packages

| package | before | now |  |
| --- | --- | --- | --- |
| squid | 7:5.5-14.el9 | 7:5.5-13.el9 | went backwards |
| jq | – | 1\\.6-17.el9 | added |
| kernel-core | 5\\.14.0-503.el9, 5.14.0-570.el9 | 5\\.14.0-570.el9, 5.14.0-611.el9 |  |
| openssl-libs | 1:3.2.2-6.el9 | 1:3.2.2-7.el9 |  |
| shadow-utils | 4\\.9-9.el9 | 2:4.9-9.el9 |  |
| tzdata | 2026a-1.el9 | – | removed |

arm64 also: libatomic 11.5.0-2.el9 → 11.5.0-5.el9

**xcache:release** TIMESTAMP, after TIMESTAMP · packages not known: Of the image before: The image has no package list`);
  expect(second.log).toContain("  squid         7:5.5-14.el9");
  const written = JSON.parse(readFileSync(second.outputs["changes"] ?? "", "utf8"));
  expect(written.units.map(({ unit }: { unit: string }) => unit)).toEqual(["squid:release", "xcache:release"]);

  const { status, stdout } = await startCommandLine(project.repository.folder, ["changes", "--only", "squid"]);
  expect([status, steady(stdout)]).toEqual([
    0,
    `squid:release  TIMESTAMP, after TIMESTAMP · 7 of 9 packages
  package       before                          now
  squid         7:5.5-14.el9                    7:5.5-13.el9                    went backwards
  jq            –                               1.6-17.el9                      added
  kernel-core   5.14.0-503.el9, 5.14.0-570.el9  5.14.0-570.el9, 5.14.0-611.el9
  openssl-libs  1:3.2.2-6.el9                   1:3.2.2-7.el9
  shadow-utils  4.9-9.el9                       2:4.9-9.el9
  tzdata        2026a-1.el9                     –                               removed
  arm64 also: libatomic 11.5.0-2.el9 → 11.5.0-5.el9
`,
  ]);
  const json = await startCommandLine(project.repository.folder, ["changes", "--only", "squid", "--json"]);
  expect(JSON.parse(json.stdout).units).toEqual([written.units[0]]);
  const history = await startCommandLine(project.repository.folder, ["history", "--only", "squid", "--packages"]);
  expect(history.stdout).toContain("7 packages");
}, 180_000);
