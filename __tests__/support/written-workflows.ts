import { readFileSync } from "node:fs";
import path from "node:path";
import { loadConfiguration } from "../../src/core/config/index.ts";
import { initialSettings } from "../../src/core/workflow/initial-settings.ts";
import type { WorkflowConfiguration } from "../../src/core/workflow/needs.ts";
import type { WorkflowSettings } from "../../src/core/workflow/settings.ts";
import { writeWorkflow } from "../../src/core/workflow/write-workflow.ts";
import type { WorkflowFile } from "./workflow-files.ts";

/** A configuration, as it is read in the repository `octo-org/app`, whose files all exist. */
export function configurationOf(text: string): WorkflowConfiguration {
  return loadConfiguration({
    text,
    file: ".github/tagstream.yml",
    owner: "octo-org",
    defaultBranch: "main",
    kindOf: (name) => (/(?:Dockerfile|\.sh)$/.test(name) ? "file" : "folder"),
  });
}

/** The settings of a first workflow of that repository. */
export function settingsOf(configuration: WorkflowConfiguration, changes: Partial<WorkflowSettings> = {}): WorkflowSettings {
  const first = { uses: "octo/tagstream@v1", repository: "octo-org/app", defaultBranch: "main" };
  return { ...initialSettings(first, configuration), ...changes };
}

const releases = `
streams: { edge: {}, release: { from: { tag: "v{version}" } }, lts: { from: { branch: 3.22-stable } } }
registries: [ghcr.io/octo-org, docker.io/octo]
versions: { stream: release }
images:
  app: { context: ., platforms: [linux/amd64, linux/arm64], secrets: [NPM_TOKEN] }
`;
const everything = `
streams: { fresh: {}, stable: { follows: fresh } }
registries: [quay.io/octo-org]
rebuild: { every: 7d, stale: 10d }
notify: [octo-org/deploy]
retention: { all: 30d, monthly: 1y }
pins:
  - { repository: octo-org/deploy, files: ["*.yaml"], token: DEPLOY_TOKEN }
  - { files: ["k8s/*.yaml"] }
images: { app: { context: ., platforms: [linux/amd64, linux/arm64] } }
`;
const chain = `
runners: { default: ubuntu-24.04, linux/arm64: ubuntu-24.04-arm }
jobs: { max-units: 1 }
defaults: { platforms: [linux/amd64, linux/arm64] }
images:
  base: { context: base }
  app: { context: app, base: base }
`;
const apart = `
registries: [ghcr.io/octo-org, docker.io/octo]
candidates: { registry: quay.io/octo-dev }
runners: { default: [self-hosted, linux] }
images: { app: { context: . } }
`;
const versionsAlone = `
versions: { git-tag: "{image}-v{version}", tags: ["{version}"] }
candidates: false
images:
  app: { context: app, streams: false }
  tool: { context: tool, streams: false }
`;

/** Configurations of the main forms, by the name of the file that has their workflow. */
export const forms: Readonly<Record<string, string>> = {
  "one-image": "images: { squid: { context: . } }\n",
  releases,
  everything,
  chain,
  apart,
  "versions-alone": versionsAlone,
};

/** The workflow of a configuration, as a file of its repository. */
export function workflowOf(text: string, name = "images"): WorkflowFile {
  const configuration = configurationOf(text);
  return { path: `.github/workflows/${name}.yml`, text: writeWorkflow(configuration, settingsOf(configuration)) };
}

/** The written workflow of each form. */
export const writtenWorkflows: readonly WorkflowFile[] = Object.entries(forms).map(([name, text]) => workflowOf(text, name));

const folder = path.resolve(import.meta.dirname, "../core/workflow/written");

/** The workflow of a form as it should be. */
export function expectedWorkflow(name: string): string {
  return readFileSync(path.join(folder, `${name}.yml`), "utf8");
}
