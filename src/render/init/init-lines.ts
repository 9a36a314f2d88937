import type { FoundWorkflow, InitPlan, PlannedFile } from "../../core/init/init-plan.ts";
import type { ListedRepository } from "../../core/init/listed-tags.ts";
import { oneLine } from "../../core/lib/text/clean.ts";
import type { Style } from "../../core/lib/text/style.ts";
import { count, joined, someOf } from "../../core/lib/text/words.ts";
import type { NewReferences } from "../../core/propose/new-references.ts";
import { textTable } from "../tables/text-table.ts";
import { filledLines } from "../text/filled-lines.ts";
import { noteLine } from "../text/note.ts";
import { referenceTable } from "./reference-table.ts";

/** What `init` found and proposes, for people. */
export function initLines(plan: InitPlan, style: Style): string[] {
  const sections = [
    [`tagstream init · ${plan.repository} · default branch ${plan.defaultBranch}`],
    [`  found  ${foundWords(plan)}`],
    referenceTable(plan.references, style),
    addedLines(plan.added),
    plan.notUnderstood.map(
      ({ place, text, why }) =>
        `  ${style.yellow("not understood:")} ${place.file}:${place.line} "${oneLine(text)}": ${oneLine(why)}`,
    ),
    plan.listed.map(listedLine),
    plan.notes.map((note) => noteLine(note, style)),
    [`  ${writtenWords(plan)}`],
  ];
  return sections.filter((lines) => lines.length > 0).flatMap((lines, index) => (index === 0 ? lines : ["", ...lines]));
}

/** `2 Dockerfiles, 1 workflow that publishes (docker.yml: metadata-action, build-push-action)` */
function foundWords({ found, workflows }: InitPlan): string {
  const publishing = workflows.filter(({ publishes }) => publishes);
  const building = workflows.filter(({ publishes }) => !publishes);
  const kinds = [
    [found.dockerfiles.length, "Dockerfile"],
    [found.bakeFiles.length, "bake file"],
    [found.composeFiles.length, "compose file"],
  ] as const;
  const words = [
    ...kinds.flatMap(([number, kind]) => (number === 0 ? [] : [count(number, kind)])),
    publishing.length === 0
      ? "no workflow that publishes images"
      : `${count(publishing.length, "workflow that publishes", "workflows that publish")} (${publishing.map(workflowWords).join("; ")})`,
    ...(building.length === 0
      ? []
      : [count(building.length, "workflow that builds and publishes nothing", "workflows that build and publish nothing")]),
  ];
  return words.join(", ");
}

function workflowWords({ file, by }: FoundWorkflow): string {
  const name = oneLine(file.slice(file.lastIndexOf("/") + 1));
  return by.length === 0 ? name : `${name}: ${by.join(", ")}`;
}

/** `new with Tagstream  timestamp  ghcr.io/octo/app:main-20261123-0617` */
function addedLines(added: readonly NewReferences[]): string[] {
  const rows = added.map(({ repository, tags: [first = "", ...others], kind }, index) => [
    index === 0 ? "new with Tagstream" : "",
    kind,
    someOf([`${repository}:${first}`, ...others.map((tag) => `:${tag}`)], 3),
  ]);
  return textTable(rows);
}

function listedLine(listed: ListedRepository): string {
  if ("fault" in listed) return `  registry: ${listed.repository} does not say what it holds: ${listed.fault}`;
  const { repository, count: number, existing, unwritten } = listed;
  if (number === 0) return `  registry: ${repository} has no tags yet`;
  const there = existing.length === 0 ? "none of the above" : someOf(existing, 4);
  const others =
    unwritten.length === 0
      ? ""
      : `; no workflow writes ${unwritten.length} of them (${someOf(unwritten.slice(0, 3), 3)}): they stay`;
  return `  registry: ${repository} has ${count(number, "tag")}, among them ${there}${others}`;
}

/** `writes .github/tagstream.yml (14 lines) and .github/workflows/images.yml (61 lines)` */
function writtenWords({ files, configuration, next }: InitPlan): string {
  if (files.length === 0) return `nothing to write: ${configuration} exists, and ${next.file} is what this version writes`;
  return `writes ${joined(files.map(fileWords))}`;
}

function fileWords({ path, text, before }: PlannedFile): string {
  return `${path} (${count(text.split("\n").length - 1, "line")}${before === undefined ? "" : ", changed"})`;
}

/** What is left to people after the files are written. */
export function nextLines({ files, next }: InitPlan): string[] {
  const steps = [
    ...(next.owner
      ? [
          `In ${next.file}, replace OWNER with the account that hosts Tagstream, or run \`tagstream init --overwrite --uses ACTION\`.`,
        ]
      : []),
    ...next.values.map(
      ({ kind, name }) =>
        `Check that the ${kind} ${name} exists (Settings → Secrets and variables → Actions): the workflow uses it.`,
    ),
    "Run `tagstream plan` to see what a run would do, and `tagstream doctor` to see what would stop it. Then commit the files.",
    ...(next.remove.length === 0
      ? []
      : [`Once ${next.file} is green, remove ${joined(next.remove)}: until then, both move the same tags.`]),
    `To roll back: Actions → ${next.workflow} → Run workflow.`,
  ];
  const wrote = files.map(({ path }) => path);
  return ["", `Wrote ${joined(wrote)}. Next:`, ...steps.flatMap((step, index) => numbered(step, index))];
}

function numbered(step: string, index: number): string[] {
  return filledLines(`  ${index + 1}. `, [step], "     ");
}
