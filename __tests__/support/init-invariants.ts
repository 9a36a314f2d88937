import { readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "@jest/globals";
import { type Configuration, loadConfiguration } from "../../src/core/config/index.ts";
import { diagnose } from "../../src/core/doctor/diagnose.ts";
import type { ExistingBuild } from "../../src/core/existing/model.ts";
import type { Unit } from "../../src/core/unit/unit.ts";
import { fateWords } from "../../src/render/init/fate-words.ts";
import { type InitParts, initParts } from "../../src/steps/init/parts.ts";
import { configured, healthyFacts, workflowIn } from "./doctor-facts.ts";
import { contentsOf, type InitProject } from "./init-run.ts";
import { type InitJson, tableOf } from "./init-shapes.ts";
import type { WorkflowFile } from "./workflow-files.ts";
import { findViolations } from "./workflow-policy.ts";
import { findProblems } from "./workflow-validation.ts";

/** The pull request of the sample that people see. */
const shownNumber = 123;

/** What `init --dry-run --json` tells, without a change of any file. */
export async function proposalOf({ folder, init }: InitProject, parts: Partial<InitParts> = {}): Promise<InitJson> {
  const before = contentsOf(folder);
  const { status, printed } = await init({ request: { dryRun: true }, terminal: { json: true }, parts });
  expect(status).toBe(0);
  expect(contentsOf(folder)).toEqual(before);
  return JSON.parse(printed);
}

/** The table, with commits replaced, and what each repository's images are built from with Tagstream. */
export async function shownTable(project: InitProject): Promise<string> {
  const proposal = await proposalOf(project);
  const { units } = proposedConfiguration(proposal, Object.keys(contentsOf(project.folder)));
  const recipes = recipesOfUnits(units).map((recipe) => `built | ${recipe}\n`);
  return `${tableOf(proposal, project.made.repository.head())}${recipes.join("")}`;
}

/** Everything that must hold of any repository that `init` works on. */
export async function assertInvariants(project: InitProject): Promise<void> {
  const { folder, init, made } = project;
  let builds: readonly ExistingBuild[] = [];
  const readExisting: InitParts["readExisting"] = (source) => {
    const read = initParts.readExisting(source);
    if (source.sample.number === shownNumber) builds = read.setup.builds;
    return read;
  };
  const proposal = await proposalOf(project, { readExisting });
  assertFates(proposal);
  const before = contentsOf(folder);
  const done = await init({ terminal: { yes: true, uses: "octo/tagstream@v1" } });
  expect(done.status).toBe(0);
  const written = proposal.files.map((file) => file.path);
  const after = contentsOf(folder);
  expect(Object.fromEntries(Object.entries(after).filter(([file]) => !written.includes(file)))).toEqual(before);
  expect(
    Object.keys(after)
      .filter((file) => !(file in before))
      .sort(),
  ).toEqual([...written].sort());
  await assertWorkflow(project, written);
  assertHealth(project, written, proposedConfiguration(proposal, Object.keys(before)));
  assertConfiguration(proposal, Object.keys(before), builds);
  made.repository.commit();
  const again = await init({ answers: [] });
  expect([again.status, again.questions, contentsOf(folder)]).toEqual([0, [], after]);
  expect((await init({ terminal: { check: true } })).status).toBe(0);
}

/** Each reference is the same, the same text, replaced, or left with a reason. */
function assertFates({ references }: InitJson): void {
  for (const { fate } of references) expect(fateWords(fate)).toMatch(/^(the same \(\w+\)(, .+)?|\S+ instead|not written: .+)$/);
}

/** A written workflow is for the plans of one configuration, and has only their levels. */
const violationsOf: (file: WorkflowFile, levels?: number) => string[] = findViolations;

/** GitHub's language service and our own rules find nothing. */
async function assertWorkflow({ folder }: InitProject, written: readonly string[]): Promise<void> {
  const file = written.find((one) => one.startsWith(".github/workflows/")) ?? "";
  const workflow = { path: file, text: readFileSync(path.join(folder, file), "utf8") };
  const levels = new Set(workflow.text.match(/(?<=outputs\.)matrix(-\d)?\b/g)).size;
  const found = { problems: await findProblems(workflow), violations: violationsOf(workflow, levels) };
  expect(found).toEqual({ problems: [], violations: [] });
}

/** The doctor finds nothing in what was written: all that it says of actions by tag is of people's own. */
function assertHealth({ folder }: InitProject, written: readonly string[], { units, jobs }: Configuration): void {
  const texts = written.filter((one) => one.startsWith(".github/workflows/"));
  const known = texts.map((file) => workflowIn(file, readFileSync(path.join(folder, file), "utf8")));
  const platforms = [...new Set(units.flatMap((unit) => unit.platforms))];
  const nativePlatforms = jobs.runners ? platforms : [];
  const facts = { ...healthyFacts, ...configured({ units, nativePlatforms }), registries: [], schedules: [] };
  const rows = diagnose({ ...facts, workflows: { known } }).filter(
    ({ level, check }) => level !== "ok" && !["action-references", "required-checks", "schedule"].includes(check),
  );
  expect(rows).toEqual([]);
}

/** The configuration gives no fault and no warning, and builds what is built today. */
function assertConfiguration(proposal: InitJson, paths: readonly string[], builds: readonly ExistingBuild[]): void {
  const { warnings, units } = proposedConfiguration(proposal, paths);
  expect(warnings).toEqual([]);
  if (builds.length > 0) expect(recipesOfUnits(units)).toEqual(recipesOfBuilds(builds));
}

/** @param paths all files of the repository */
function proposedConfiguration({ files }: InitJson, paths: readonly string[]): Configuration {
  const file = ".github/tagstream.yml";
  const text = files.find((one) => one.path === file)?.text ?? "";
  const isFolder = (name: string) => name === "." || paths.some((one) => one.startsWith(`${name}/`));
  const kindOf = (name: string) => (paths.includes(name) ? "file" : isFolder(name) ? "folder" : undefined);
  const textOf = () => ({ text: "1.0.0\n" });
  return loadConfiguration({ text, file, owner: "octo-org", defaultBranch: "main", kindOf, textOf });
}

/** Each repository, with the contexts and Dockerfiles that its images are built from. */
function recipesOfUnits(units: readonly Unit[]): string[] {
  return distinct(
    units.flatMap(({ destinations, build: { context, dockerfile } }) =>
      destinations.map(({ repository }) => [repository, context, dockerfile]),
    ),
  );
}

function recipesOfBuilds(builds: readonly ExistingBuild[]): string[] {
  return distinct(
    builds.flatMap(({ references, recipe: { context, dockerfile = path.posix.join(context, "Dockerfile") } }) =>
      references.map(({ repository }) => [repository, context, dockerfile]),
    ),
  );
}

function distinct(rows: readonly (readonly string[])[]): string[] {
  return [...new Set(rows.map((row) => row.join(" ")))].sort();
}
