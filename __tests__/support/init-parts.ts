import type { ExistingBuild, ExistingSetup } from "../../src/core/existing/model.ts";
import type { ComparedReference } from "../../src/core/propose/proposal.ts";
import { initialSettings } from "../../src/core/workflow/initial-settings.ts";
import type { WorkflowSettings } from "../../src/core/workflow/settings.ts";
import { type InitParts, initParts } from "../../src/steps/init/parts.ts";

const place = { file: ".github/workflows/docker.yml", line: 21 };
const repository = "ghcr.io/octo-org/app";

/** A build that publishes `main`, and `1.4.2` of a git tag. */
const build: ExistingBuild = {
  name: "docker",
  matrix: {},
  recipe: { context: ".", args: {}, contexts: {}, secrets: [], platforms: [], labels: {} },
  references: [
    { repository, tag: "main", occasion: { on: "branch", branch: "main" }, place },
    { repository, tag: "1.4.2", occasion: { on: "git tag", tag: "v1.4.2" }, place },
  ],
  place,
};

export const plantedSetup: ExistingSetup = {
  builds: [build],
  logins: [],
  runners: { platforms: {} },
  crons: [],
  workflows: [{ file: place.file, publishes: true, by: ["metadata-action", "build-push-action"] }],
  notUnderstood: [{ place: { file: place.file, line: 71 }, text: "flavor: suffix=$X-rc", why: "nothing sets `X`" }],
  values: [],
};

const compared: ComparedReference[] = [
  { repository, tag: "main", occasions: [{ on: "branch", branch: "main" }], place, fate: { is: "same", as: "stream" } },
  {
    repository,
    tag: "1.4.2",
    occasions: [{ on: "git tag", tag: "v1.4.2" }],
    place,
    fate: { is: "not written", why: "the proposal is planted" },
  },
];

const settingsWith = (uses: string): WorkflowSettings =>
  initialSettings({ uses, repository: "octo-org/app", defaultBranch: "main" }, {});

/** The first line of what `init` writes. */
export const signature = "# Written by `tagstream init` from .github/tagstream.yml";

/** The workflow that they write for an image `app`. */
export const plantedWorkflow = `${signature}\n# uses: OWNER/tagstream@v1\n# units: app:release\n# \${{ secrets.HUB_TOKEN }}\n`;

const readSettings: InitParts["readSettings"] = (text) => {
  const uses = /^# uses: (\S+)$/m.exec(text)?.[1];
  return uses === undefined ? { fault: "it names no action" } : settingsWith(uses);
};

const writeWorkflow: InitParts["writeWorkflow"] = ({ units }, { uses }) =>
  `${signature}\n# uses: ${uses}\n# units: ${units.map(({ name }) => name).join(" ")}\n# \${{ secrets.HUB_TOKEN }}\n`;

const checkWorkflow: InitParts["checkWorkflow"] = (text, configuration, facts) => {
  const normal = text.replaceAll("\r\n", "\n");
  const read = readSettings(normal);
  const expected = writeWorkflow(configuration, "fault" in read ? settingsWith(facts.uses) : read);
  if (expected === normal) return { upToDate: true };
  return { upToDate: false, expected, ...("fault" in read ? { why: read.fault } : {}) };
};

/** Parts that decide without looking: what is around them is tested with these. */
export const plantedParts: InitParts = {
  ...initParts,
  readExisting: () => ({ setup: plantedSetup, questions: [] }),
  proposeConfiguration: () => ({ text: "images:\n  app: { context: . }\n", left: [], notes: ["the stream is `main`"] }),
  compareReferences: () => compared,
  newReferences: () => [{ repository, tags: ["main-20261123-0617"], kind: "timestamp" }],
  initialSettings: ({ uses }) => settingsWith(uses),
  readSettings,
  writeWorkflow,
  checkWorkflow,
  isOurs: (text) => text.startsWith(signature),
};
