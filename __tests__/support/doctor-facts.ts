import { commands } from "../../src/commands/index.ts";
import type { Check } from "../../src/core/doctor/check.ts";
import type { ConfigurationFacts, Facts, RegistryFacts } from "../../src/core/doctor/facts.ts";
import { readWorkflow } from "../../src/core/doctor/workflows/read-workflow.ts";
import type { DoctorWorkflow } from "../../src/core/doctor/workflows/workflow.ts";
import { makeUnit } from "./units.ts";

const commit = "0123456789012345678901234567890123456789";

/** A workflow without a fault. */
export const healthyWorkflow = `name: images
on:
  schedule: [{ cron: "17 6 * * 1" }]
  push: { branches: [main] }
  pull_request: { types: [opened, synchronize, reopened, closed] }
  workflow_dispatch:
permissions: {}
concurrency: { group: "tagstream-\${{ github.event.number || 'publish' }}", queue: max }
jobs:
  images:
    runs-on: ubuntu-24.04
    permissions: { contents: read, packages: write, pull-requests: write, issues: read }
    steps:
      - uses: actions/checkout@${commit}
        with: { fetch-depth: 2 }
      - uses: docker/setup-qemu-action@${commit}
      - uses: docker/setup-buildx-action@${commit}
      - uses: docker/login-action@${commit}
        with: { registry: ghcr.io }
      - uses: octo/tagstream@${commit}
`;

type Change = readonly [from: string | RegExp, to: string];

/** A workflow of a text: the healthy one, with replaced parts. */
export function workflowOf(...changes: readonly Change[]): DoctorWorkflow {
  const text = changes.reduce((before, [from, to]) => {
    const after = before.replace(from, to);
    if (after === before) throw new Error(`the workflow has no ${from}`);
    return after;
  }, healthyWorkflow);
  return workflowIn(".github/workflows/images.yml", text);
}

export function workflowIn(file: string, text: string): DoctorWorkflow {
  const workflow = readWorkflow(file, text);
  if (!workflow) throw new Error(`no workflow: ${text}`);
  return workflow;
}

const configuration: ConfigurationFacts = {
  units: [makeUnit("squid:release", { destinations: [{ repository: "ghcr.io/octo/squid", required: true }] })],
  nativePlatforms: [],
  warnings: [],
  hasRetention: false,
};

export const healthyRegistry: RegistryFacts = {
  repository: "ghcr.io/octo/squid",
  hasLogin: true,
  read: { known: true },
  push: { known: true },
  remove: { known: true },
  tagRules: { known: undefined },
};

/** A repository without a fault. */
export const healthyFacts: Facts = {
  now: new Date("2026-11-25T12:00:00Z"),
  at: "action",
  config: ".github/tagstream.yml",
  defaultBranch: "main",
  configuration: { known: configuration },
  commands,
  workflows: { known: [workflowOf()] },
  written: { known: [] },
  isShallow: { known: false },
  builder: { known: { platforms: ["linux/amd64"] } },
  cannotRun: { known: [] },
  registries: [healthyRegistry],
  schedules: [
    {
      file: "images.yml",
      workflow: {
        known: {
          file: "images.yml",
          state: "active",
          last: { at: "2026-11-23T06:20:00Z", page: "https://github.com/octo/images/actions/runs/1", conclusion: "success" },
        },
      },
    },
  ],
  branchRules: { known: { required: [{ context: "images", app: 15_368 }], hasMergeQueue: false } },
  holds: { known: [] },
  ages: { known: [] },
  bases: { known: [{ image: "squid", reference: "docker.io/library/almalinux:9", file: "squid/Dockerfile", line: 1 }] },
  wholeContexts: { known: [] },
};

/** What a check finds in a repository with a fault. */
export function findingsOf(check: Check, change: Partial<Facts>): ReturnType<Check["find"]> {
  return check.find({ ...healthyFacts, ...change });
}

/** The configuration with changed facts. */
export function configured(change: Partial<ConfigurationFacts>): Pick<Facts, "configuration"> {
  return { configuration: { known: { ...configuration, ...change } } };
}

/** The registry with changed facts. */
export function registryWith(change: Partial<RegistryFacts>): Pick<Facts, "registries"> {
  return { registries: [{ ...healthyRegistry, ...change }] };
}

/** Only the healthy workflow, with replaced parts. */
export function workflowsWith(...changes: readonly Change[]): Pick<Facts, "workflows"> {
  return { workflows: { known: [workflowOf(...changes)] } };
}
