import { plan } from "../../../src/commands/plan.ts";
import { loadConfiguration, openConfiguration } from "../../../src/core/config/index.ts";
import { Failure } from "../../../src/core/lib/problems/problem.ts";
import type { Plan } from "../../../src/core/plan/plan.ts";
import type { From } from "../../../src/core/sources/from.ts";
import type { Files } from "../git.ts";
import { defaultRequest, type MemoryRun, memoryRun } from "../memory-run.ts";

const file = ".github/tagstream.yml";
const owner = "osg";
/** The newest version of what the examples are about. */
const version = "1.4.2";

/** What is wrong with a configuration: in itself, and in the plans of a week and of a release. */
export async function planFaults(text: string): Promise<string[]> {
  try {
    const { files, gitTags, names, warnings } = surroundingsOf(text);
    const made = repositoryFor(text, files);
    const plans = await Promise.all(
      ["schedule", ...gitTags.map((tag) => `refs/tags/${tag}`)].map((event) => planOf(made, event)),
    );
    return [...warnings, ...plans.flatMap(faultsIn), ...withoutPlan(names, plans)];
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return error.problems.map(({ code, message }) => `${message} [${code}]`);
  }
}

interface Surroundings {
  /** Every file that the configuration needs. */
  files: Files;
  /** Pushes that publish versions. */
  gitTags: readonly string[];
  /** Its units. */
  names: readonly string[];
  warnings: readonly string[];
}

/** What a configuration needs of its repository: whatever it asks for is there. */
function surroundingsOf(text: string): Surroundings {
  const asked = new Set<string>();
  const { units, warnings } = loadConfiguration({
    text,
    file,
    owner,
    kindOf(place) {
      const isFile = /\.sh$|Dockerfile$|VERSION$/.test(place);
      asked.add(isFile ? place : `${place}/Dockerfile`);
      return isFile ? "file" : "folder";
    },
    textOf: (place) => ({ text: contentOf(place, []) }),
  });
  const stages = new Set(units.flatMap(({ build: { target } }) => target ?? []));
  const forms = new Set(units.flatMap(({ versions }) => (versions ? [versions.gitTag] : [])));
  return {
    files: Object.fromEntries([...asked].map((name) => [name, contentOf(name, [...stages])])),
    gitTags: [...forms].map((form) => form.replace("{version}", version)),
    names: units.map(({ name }) => name),
    warnings: warnings.map(({ message }) => message),
  };
}

function contentOf(name: string, stages: readonly string[]): string {
  if (name.endsWith(".sh")) return "#!/bin/sh\n";
  if (name.endsWith("VERSION")) return `${version}\n`;
  return ["FROM scratch\nARG SQUID_VERSION=6.13\n", ...stages.map((stage) => `FROM scratch AS ${stage}\n`)].join("");
}

/** A repository with the files, and with the branches and releases that streams come from. */
function repositoryFor(text: string, files: Files): MemoryRun {
  const made = memoryRun({ [file]: text, ...files });
  const froms = [...openConfiguration({ text, file, owner }).from.values()];
  for (const ref of new Set(froms.flatMap(refsOf))) made.repository.git("update-ref", ref, "HEAD");
  return made;
}

function refsOf(from: From): string[] {
  if ("branch" in from) return [`refs/heads/${from.branch}`];
  return [version, "1.5.0-rc.1"].map((one) => `refs/tags/${from.tag.replace("{version}", one)}`);
}

async function planOf(made: MemoryRun, event: string): Promise<Plan> {
  const { session, shown } = await made.session(event);
  await plan({ ...defaultRequest, command: "plan" }, session);
  return made.plan(shown);
}

function faultsIn({ units, absent = [] }: Plan): string[] {
  return [
    ...units.flatMap(({ name, decision, reason }) => (decision === "blocked" ? [`${name} is blocked: ${reason}`] : [])),
    ...units.flatMap(({ name, decision, tags }) => (decision === "build" && tags.length === 0 ? [`${name} gets no tag`] : [])),
    ...absent.map(({ unit, reason }) => `${unit} is absent: ${reason}`),
  ];
}

/** Units that none of the plans has. */
function withoutPlan(names: readonly string[], plans: readonly Plan[]): string[] {
  const planned = new Set(plans.flatMap(({ units }) => units.map(({ name }) => name)));
  return names.filter((name) => !planned.has(name)).map((name) => `${name} is in no plan`);
}
