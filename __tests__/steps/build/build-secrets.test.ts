import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { createBuilder } from "../../../src/adapters/docker/buildx.ts";
import { createContainers } from "../../../src/adapters/docker/containers.ts";
import type { Digest } from "../../../src/core/lib/digest.ts";
import { failure } from "../../../src/core/lib/problems/problem.ts";
import type { Test } from "../../../src/core/tests/kinds.ts";
import type { SecretReference } from "../../../src/core/unit/unit.ts";
import type { Containers } from "../../../src/ports/containers.ts";
import type { Registry } from "../../../src/ports/registry.ts";
import { build } from "../../../src/steps/build/build.ts";
import { makeFolder, makeReporter } from "../../support/engine.ts";
import { makePlan, makePlannedUnit } from "../../support/plans.ts";
import { makeDigest, makeUnit } from "../../support/units.ts";

const value = "hunter22-hunter22-hunter22";
const lines = "-----BEGIN KEY-----\nMIIEvQIBADANBg\n-----END KEY-----";
const zeros = (count: number) => `head -c ${count} /dev/zero | tr '\\0' x`;

let folder: Awaited<ReturnType<typeof makeFolder>>;
beforeAll(async () => {
  folder = await makeFolder({
    "tests/variable.sh": '#!/bin/sh\necho "it is $SQUID_TOKEN"\nexit 1\n',
    "tests/file.sh": "#!/bin/sh\ncat secrets/key\nexit 1\n",
    "tests/cut.sh": `#!/bin/sh\nprintf %s "$SQUID_TOKEN"; ${zeros(65536 - 10)}\nexit 1\n`,
    "tests/record.sh": `#!/bin/sh\nprintf %s "$SQUID_TOKEN"; ${zeros(8000 - 10)}\nexit 1\n`,
    "tests/encoded.sh": "#!/bin/sh\nprintf 'user:%s' \"$SQUID_TOKEN\" | base64\nexit 1\n",
    "tests/green.sh": '#!/bin/sh\necho "it is $SQUID_TOKEN"\n',
    "secrets/key": lines,
    // In the place of Docker's: a service that ends and has printed much, a command that prints the secret.
    "bin/docker": `#!/bin/sh
case "$1" in
  exec | run) [ "$2" = --detach ] || { echo "it is $SQUID_TOKEN"; exit 1; } ;;
  inspect) echo false ;;
  logs) printf %s "$SQUID_TOKEN"; ${zeros(8000 - 10)} ;;
esac
`,
  });
  process.env["SQUID_TOKEN"] = value;
});
afterAll(async () => {
  delete process.env["SQUID_TOKEN"];
  await folder.dispose();
});
afterEach(() => {
  delete process.env["SHORT"];
});

/** An image without secrets whose test is a script, beside one with secrets that is not built here; what people see of it. */
async function shown(
  subject: string | Pick<Test, "kind" | "command">,
  secrets: SecretReference[],
  containers: Partial<Containers> = {},
  leftOut: SecretReference[] = [],
): Promise<string> {
  const common = { name: "a test", timeout: 60_000, within: 1000, env: {}, platforms: ["linux/amd64"], files: [] };
  const tests = [{ ...common, ...(typeof subject === "string" ? { kind: "script", command: [subject] } : subject) } as Test];
  const image = makePlannedUnit("xcache:release", { tests, decision: "test", current: makeDigest("xcache") });
  const other = makePlannedUnit("squid:release", { decision: "leave", build: { ...makeUnit("squid:release").build, secrets } });
  const reporter = makeReporter();
  const manifests = [
    {
      digest: makeDigest("amd64"),
      mediaType: "application/vnd.oci.image.manifest.v1+json",
      size: 1,
      platform: { os: "linux", architecture: "amd64" },
    },
  ];
  const index = { schemaVersion: 2, mediaType: "application/vnd.oci.image.index.v1+json", manifests };
  const registry = {
    manifest: async () => ({
      digest: makeDigest("xcache"),
      mediaType: index.mediaType,
      bytes: Buffer.from(JSON.stringify(index)),
    }),
    assertCanPush: async () => {},
    resolve: async (_: string, digest: Digest) => digest,
    pushed: () => {},
  } as unknown as Registry;
  const nothing = { cannotRun: async () => [], pull: async () => {}, discard: async () => {} };
  const ports = {
    builder: createBuilder(),
    containers: { ...createContainers(), ...nothing, ...containers },
    registry,
    reporter,
    clock: { now: () => new Date() },
  };
  const plan = makePlan([other, image], { jobs: [{ id: "all", units: [image.name] }] });
  const records = await build(plan, { workTree: folder.path, secrets: leftOut, job: { id: "all", units: [image.name] } }, ports);
  expect(records[0]?.tests).toHaveLength(1);
  return JSON.stringify([records, [...reporter.groups], reporter.problems]);
}

const token = [{ id: "token", env: "SQUID_TOKEN" }];
const key = [{ id: "key", src: "secrets/key" }];

test.each<[what: string, script: string, secrets: SecretReference[], traces: string[]]>([
  ["a variable", "tests/variable.sh", token, [value]],
  ["a variable, in a green test", "tests/green.sh", token, [value]],
  ["the lines of a file", "tests/file.sh", key, lines.split("\n")],
  ["half a variable at the cut of the output", "tests/cut.sh", token, ["hunter", "er22"]],
  ["half a variable at the cut of the record", "tests/record.sh", token, ["hunter", "er22"]],
  ["a variable as Base64", "tests/encoded.sh", token, [Buffer.from(`user:${value}`).toString("base64").slice(8, -4)]],
])("an image's secret is in neither log, record nor problems of another image: %s", async (_, script, secrets, traces) => {
  const text = await shown(script, secrets);
  expect(traces.filter((trace) => text.includes(trace))).toEqual([]);
  expect(text).toContain("***");
});

test.each(["exec", "run"] as const)("nor in what a test of the kind `%s` prints, and its service", async (kind) => {
  const own = process.env["PATH"];
  process.env["PATH"] = `${folder.path}/bin:${own}`;
  try {
    const text = await shown({ kind, command: ["true"] }, token);
    expect(["hunter", "er22"].filter((trace) => text.includes(trace))).toEqual([]);
    expect(text.includes("it is ***")).toBe(kind === "run");
    expect(text.includes("xxxx")).toBe(kind === "exec");
  } finally {
    process.env["PATH"] = own;
  }
});

test("nor is the secret of an image that the plan leaves out", async () => {
  const text = await shown("tests/variable.sh", [], {}, token);
  expect(text).not.toContain(value);
  expect(text).toContain("it is ***");
});

test("a secret in what docker says is in neither of them", async () => {
  const pull = async () => {
    throw failure("test-daemon", `docker cannot pull it: ${value}`);
  };
  const text = await shown("tests/green.sh", token, { pull });
  expect(text).not.toContain(value);
  expect(text).toContain("docker cannot pull it: ***");
});

test.each(["", "e", "it"])("the secret %j is too short to be blotted out", async (short) => {
  process.env["SHORT"] = short;
  expect(await shown("tests/green.sh", [...token, { id: "short", env: "SHORT" }])).toContain("it is ***");
});
