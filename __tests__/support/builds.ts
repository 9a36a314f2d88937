import { randomBytes } from "node:crypto";
import { afterAll, beforeAll } from "@jest/globals";
import { createBuilder } from "../../src/adapters/docker/buildx.ts";
import { createContainers } from "../../src/adapters/docker/containers.ts";
import { capture } from "../../src/adapters/process/process.ts";
import { createRegistry } from "../../src/adapters/registry/index.ts";
import type { UnitRecord } from "../../src/core/build/record.ts";
import type { Digest } from "../../src/core/lib/digest.ts";
import { parseIndex } from "../../src/core/oci/image-index.ts";
import type { Plan, PlannedUnit } from "../../src/core/plan/plan.ts";
import type { Test } from "../../src/core/tests/kinds.ts";
import type { Builder } from "../../src/ports/builder.ts";
import { type BuildOptions, build } from "../../src/steps/build/build.ts";
import { engine, makeFolder, makeReporter } from "./engine.ts";
import { makePlannedUnit } from "./plans.ts";

export const owner = `${process.env["TAGSTREAM_TEST_REGISTRY"]}/test-${randomBytes(6).toString("hex")}`;
export const registry = createRegistry({ retry: { scale: 0.01 } });
export const both = ["linux/amd64", "linux/arm64"];
const files: Record<string, string> = {
  "base/Dockerfile": "FROM busybox:1.36\nRUN date > /base\n",
  // Its FROM names a reference that does not exist: only the override makes it resolve.
  "child/Dockerfile": `ARG BASE=${owner}/base:release\nFROM $BASE\nRUN cp /base /child && uname -m > /machine\n`,
  "bare/Dockerfile": "FROM base\nRUN cp /base /bare\n",
  "broken/Dockerfile": `FROM ${owner}/base:release\nRUN cat /base && cat /not-there\n`,
  "stranger/Dockerfile": "FROM busybox:1.36\nRUN true\n",
  "service/Dockerfile": `FROM busybox:1.36
RUN mkdir /www && echo ready > /www/index.html && printf '#!/bin/sh\\necho service begins; sleep 2; exec httpd -f -p 18080 -h /www' > /init && chmod +x /init
ENTRYPOINT ["/init"]
`,
  "short/Dockerfile": 'FROM busybox:1.36\nENTRYPOINT ["sh", "-c", "echo short of memory; exit 1"]\n',
  "hostile/Dockerfile": 'FROM busybox:1.36\nARG VALUE\nLABEL value="$VALUE"\nRUN true\n',
  // Each run of the stage `compile` makes other bytes.
  "shared/Dockerfile": `FROM busybox:1.36 AS compile
COPY Dockerfile /
ARG FAULT
RUN sleep 2 && head -c 16 /dev/urandom > /made && echo compiled && test -z "$FAULT"
FROM busybox:1.36
COPY --from=compile /made /made
ARG UNIT
RUN echo "$UNIT" > /unit && test "$UNIT" != broken
`,
  "tests/inspect.sh":
    '#!/bin/sh\necho "$TAGSTREAM_IMAGE|$TAGSTREAM_PLATFORM|$TAGSTREAM_UNIT|$EXTRA|$(pwd)"\ntest -f tests/inspect.sh\n',
};
let folder: Awaited<ReturnType<typeof makeFolder>>;

/** Makes the folder with the files, for the tests of a file. */
export function buildFolder(own: Record<string, string> = files): { readonly path: string } {
  beforeAll(async () => {
    engine("TAGSTREAM_TEST_REGISTRY");
    folder = await makeFolder(own);
  });
  afterAll(() => folder.dispose());
  return {
    get path() {
      return folder.path;
    },
  };
}

/** An image of the folder, as the plan has it. Without a list of packages: Docker's own generator takes seconds for each. */
export function unit(name: string, change: Partial<PlannedUnit> = {}): PlannedUnit {
  const image = name.split(":")[0] ?? "";
  return makePlannedUnit(name, {
    destinations: [{ repository: `${owner}/${image}`, required: true }],
    build: {
      context: image,
      dockerfile: `${image}/Dockerfile`,
      args: {},
      contexts: {},
      secrets: [],
      labels: {},
      packages: false,
    },
    ...change,
  });
}

export const common = { timeout: 60_000, env: {}, platforms: both };
export const run = (name: string, command: string[], change: Partial<Test> = {}): Test =>
  ({ kind: "run", name, command, ...common, ...change }) as Test;
export const exec = (name: string, command: string[], within = 30_000): Test => ({
  kind: "exec",
  name,
  command,
  within,
  ...common,
});

/** Builds and tests a whole plan, and gives its records and log. */
export async function buildAll(plan: Plan, options: Partial<BuildOptions> = {}, builder: Builder = createBuilder()) {
  const reporter = makeReporter();
  const ports = {
    builder,
    containers: createContainers(),
    registry,
    reporter,
    clock: { now: () => new Date() },
  };
  const records = await build(plan, { workTree: folder.path, ...options }, ports);
  const units = new Map<string, UnitRecord>(records.map((record) => [record.unit, record]));
  const of = (name: string): UnitRecord => {
    const record = units.get(name);
    if (!record) throw new Error(`no record of ${name}`);
    return record;
  };
  return { records, of, reporter, log: (name: string) => (reporter.groups.get(name) ?? []).join("\n") };
}

/** Containers of ours that are left, of images of this test. */
export async function remaining(): Promise<string[]> {
  const argv = ["docker", "ps", "--all", "--format", "{{.Image}}", "--filter", "label=io.github.tagstream.test=1"];
  return (await capture(argv)).stdout.split("\n").filter((image) => image.startsWith(owner));
}

/** The index that the registry has under a digest. */
export async function indexOf(repository: string, digest: Digest | undefined) {
  const manifest = digest && (await registry.manifest(repository, digest));
  if (!manifest) throw new Error("not in the registry");
  return parseIndex(manifest.bytes);
}
