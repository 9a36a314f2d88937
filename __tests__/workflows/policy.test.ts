import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { inputNames } from "../../src/ports/inputs.ts";
import { parseWorkflow } from "../support/workflow.ts";
import { action, ownWorkflows, templates, type WorkflowFile } from "../support/workflow-files.ts";
import { findViolations } from "../support/workflow-policy.ts";

const files = [...templates, ...ownWorkflows];
const expression = (text: string): string => `\${{ ${text} }}`;
const [candidate] = templates.filter((file) => file.path === "workflows/candidate.yml") as [WorkflowFile];
const [rebuild] = templates.filter((file) => file.path === "workflows/rebuild.yml") as [WorkflowFile];

describe("our rules for workflows", () => {
  test.each(files)("$path keeps them", (file) => {
    expect(findViolations(file)).toEqual([]);
  });

  const planted: [what: string, from: string | RegExp, to: string, found: RegExp][] = [
    ["rights for all jobs", "permissions: {}\n\njobs", "permissions: { contents: write }\n\njobs", /at the top/],
    ["no statement on rights", "permissions: {}\n\njobs", "jobs", /at the top/],
    [
      "a job without rights of its own",
      "    timeout-minutes: 5\n    permissions: {}\n",
      "    timeout-minutes: 5\n",
      /job images: no permissions/,
    ],
    ["a job without a time limit", "    timeout-minutes: 120\n", "", /job build: no timeout-minutes/],
    ["an action by tag", /actions\/checkout@.*/, "actions/checkout@v7", /actions\/checkout@v7/],
    ["an action by a short commit", /actions\/checkout@.*/, "actions/checkout@3d3c42e # v7.0.1", /3d3c42e/],
    ["an action without its version", / # v7\.0\.1/, "", /is not a full commit/],
    [
      "an event's text in a script",
      "run: exit 1",
      `run: echo ${expression("github.event.head_commit.message")}`,
      /a script has an expression/,
    ],
    ["an input in a script", "run: exit 1", `run: echo ${expression("inputs.only")}`, /a script has an expression/],
    ["a publication that pushes out another", "      queue: max\n", "", /job publish: writes tags, outside/],
    ["a publication in a group of its own", "group: tagstream-publish", "group: mine", /job publish: writes tags, outside/],
    ["a command that does not exist", "          command: build\n", "          command: biuld\n", /does not exist: biuld/],
    ["a build without a builder", /.*setup-buildx-action.*\n/, "", /job build: has no builder/],
    ["publishing by default", "          command: build\n", "", /job build: writes tags, outside/],
    ["a publication that may not know what is held", / +issues: write .*\n/, "", /job publish: cannot read what is held/],
    ["a plan that may not know what is held", / +issues: read .*\n/, "", /job plan: cannot read what is held/],
    [
      "a publication that may not write packages",
      "packages: write # write tags",
      "packages: read # x",
      /job publish: `publish` needs `packages: write`/,
    ],
    [
      "a build that may not push",
      "packages: write # push",
      "packages: read # push",
      /job build: `build` needs `packages: write`/,
    ],
    [
      "a plan that may not check out",
      "contents: read # check out, and find",
      "deployments: read # find",
      /job plan: `plan` needs `contents: read`/,
    ],
    ["a privileged event", "  workflow_dispatch:", "  pull_request_target:", /pull_request_target/],
    ["an event of others' runs", "  workflow_dispatch:", "  workflow_run:", /workflow_run/],
    ["every event of a release", "  workflow_dispatch:", "  release:\n  workflow_dispatch:", /several runs for one release/],
    [
      "a release that is only made",
      "  workflow_dispatch:",
      "  release: { types: [created] }\n  workflow_dispatch:",
      /several runs for one release/,
    ],
    ["a busy minute", "17 6 * * *", "0 6 * * 1", /everybody takes/],
    ["a last job that is skipped after a failure", /if: .*always.*\n {4}runs-on/, "runs-on", /job images does not always run/],
    [
      "a last job that does not see a failure",
      "needs: [plan, build, build-2, build-3, publish]",
      "needs: [plan, build, build-3, publish]",
      /no job waits for all others/,
    ],
  ];
  test("a published release is as good as the push of its git tag", () => {
    const text = rebuild.text.replace("  workflow_dispatch:", "  release: { types: [published] }\n  workflow_dispatch:");
    expect(text).not.toBe(rebuild.text);
    expect(findViolations({ ...rebuild, text })).toEqual([]);
  });

  test.each(planted)("find %s", (_, from, to, found) => {
    const text = rebuild.text.replace(from, to);
    expect(text).not.toBe(rebuild.text);
    expect(findViolations({ ...rebuild, text }).join("\n")).toMatch(found);
  });

  test.each([
    [
      "a condition",
      "    runs-on",
      `    if: ${expression("!cancelled()")}\n    runs-on`,
      /job dependency-review does not always run/,
    ],
    ["credentials left in the checkout", "persist-credentials: false", "fetch-depth: 0", /leaves credentials/],
    ["a right that a proposal needs not", "contents: read", "security-events: write", /the right security-events/],
  ])("find in dependency-review.yml %s", (_, from, to, found) => {
    const [review] = ownWorkflows.filter((file) => file.path.endsWith("dependency-review.yml")) as [WorkflowFile];
    const text = review.text.replace(from, to);
    expect(text).not.toBe(review.text);
    expect(findViolations({ ...review, text }).join("\n")).toMatch(found);
  });

  const plantedInCandidate: [what: string, from: string | RegExp, to: string, found: RegExp][] = [
    ["a login for a stranger", / {8}if: .*head\.repo\.id.*\n/, "", /job plan: logs in for a stranger/],
    [
      "a login for Dependabot",
      " && github.event.pull_request.user.login != 'dependabot[bot]'",
      "",
      /job plan: logs in for a stranger/,
    ],
    [
      "a secret for a stranger",
      "          command: build\n",
      `          command: build\n        env:\n          TOKEN: ${expression("secrets.TOKEN")}\n`,
      /job build: hands a secret/,
    ],
    [
      "credentials in a stranger's checkout",
      /fetch-depth: 2\n +persist-credentials: false/,
      "fetch-depth: 2",
      /job plan: leaves cred/,
    ],
    [
      "the right to write to the repository",
      "contents: read # check out\n      packages: write # push",
      "contents: write # x\n      packages: write # push",
      /may write to the repository/,
    ],
    ["a right that nobody needs", "pull-requests: write", "id-token: write", /has the right id-token/],
    ["candidates without a comment", "pull-requests: write", "pull-requests: read", /no job can comment on pull requests/],
    ["the right to lift holds", "issues: read", "issues: write", /job plan: a proposed change may lift holds/],
    ["runs that overtake each other", "  cancel-in-progress: true\n", "", /job publish: writes candidates' tags in a run/],
    [
      "one group for all pull requests",
      "github.event.number || github.run_id",
      "github.ref_name",
      /job retire: writes candidates' tags/,
    ],
    ["a privileged event", "  pull_request:\n", "  pull_request_target:\n", /pull_request_target/],
    ["a last job that does not see the end", "publish, retire]", "publish]", /no job waits for all others/],
  ];
  test.each(plantedInCandidate)("find in candidate.yml %s", (_, from, to, found) => {
    const text = candidate.text.replace(from, to);
    expect(text).not.toBe(candidate.text);
    expect(findViolations({ ...candidate, text }).join("\n")).toMatch(found);
  });
});

describe("our action in workflows", () => {
  const { inputs, outputs } = parse(action.text) as Record<"inputs" | "outputs", Record<string, { description?: string }>>;

  test("has the inputs that the program reads, and no other", () => {
    expect(Object.keys(inputs)).toEqual(inputNames);
  });

  test.each([...Object.entries(inputs), ...Object.entries(outputs)])("says what %s is", (_, { description }) => {
    expect(description).toMatch(/^\S.{20,}\.$/);
  });

  /** Outputs that a workflow reads of a step that is our action, and that the action does not have. GitHub would make them empty. */
  function unknownOutputs(file: WorkflowFile): string[] {
    const steps = Object.values(parseWorkflow(file).jobs).flatMap((job) => job.steps);
    const ids = steps.filter(({ uses }) => uses === "./" || uses === "octo/tagstream@v1").flatMap(({ id }) => id ?? []);
    return [...file.text.matchAll(/steps\.([\w-]+)\.outputs\.([\w-]+)/g)]
      .filter(([, id = "", output = ""]) => ids.includes(id) && !(output in outputs))
      .map(([text]) => text);
  }

  test.each(files)("$path reads outputs that it has", (file) => {
    expect(unknownOutputs(file)).toEqual([]);
  });

  test("a misspelt output is found", () => {
    const text = rebuild.text.replace("steps.plan.outputs.revision", "steps.plan.outputs.revison");
    expect(unknownOutputs({ ...rebuild, text })).toEqual(["steps.plan.outputs.revison"]);
  });
});
