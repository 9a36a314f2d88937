import type { ExistingSource } from "../source-files.ts";
import { at, entriesOf, itemsOf, type Located, textAt, textsOf } from "../yaml/located.ts";
import { matchesFilter } from "./filter-pattern.ts";
import { sampleGitTags } from "./git-tag-forms.ts";
import type { Trigger } from "./trigger.ts";

/** At most so many branches of one workflow are looked at. */
const maxBranches = 40;

/** The events of a workflow, and what of them is not looked at. */
export interface Triggers {
  triggers: Trigger[];
  faults: { line: number; text: string; why: string }[];
}

type Source = Pick<ExistingSource, "branches" | "gitTags" | "sample">;
type Reader = (event: Located | undefined, source: Source, result: Triggers) => void;

/** One reader for each event on which workflows publish; others are left out. */
const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ["push", readPush],
  ["create", (_event, source, result) => addGitTags(undefined, source, result, "create")],
  ["release", readRelease],
  ["schedule", readSchedule],
  ["workflow_dispatch", byHand("workflow_dispatch")],
  ["repository_dispatch", byHand("repository_dispatch")],
  ["workflow_run", readWorkflowRun],
  ["pull_request", pullRequest("pull_request")],
  ["pull_request_target", pullRequest("pull_request_target")],
]);

/** The events of a workflow's `on`: pushes first, and of them those to the default branch. */
export function triggersOf(on: Located | undefined, source: Source): Triggers {
  const result: Triggers = { triggers: [], faults: [] };
  const events = on?.kind === "mapping" ? new Map(entriesOf(on)) : new Map(textsOf(on).map((name) => [name, undefined] as const));
  for (const [name, read] of readers) if (events.has(name)) read(events.get(name), source, result);
  return result;
}

/** With filters of branches alone, git tags start nothing, and the other way round. */
function readPush(event: Located | undefined, source: Source, result: Triggers): void {
  const has = (...keys: string[]): boolean => keys.some((key) => at(event, key) !== undefined);
  const branches = has("branches", "branches-ignore");
  const tags = has("tags", "tags-ignore");
  if (branches || !tags) addBranches(event, source, result);
  if (tags || !branches) addGitTags(event, source, result, "push");
}

function addBranches(event: Located | undefined, source: Source, result: Triggers): void {
  const { defaultBranch } = source.sample;
  const filter = filterOf(event, "branches");
  const matching = [...new Set([defaultBranch, ...source.branches])].filter((branch) => matchesFilter(branch, filter ?? ["**"]));
  for (const branch of matching.slice(0, maxBranches))
    result.triggers.push({ event: "push", occasion: { on: "branch", branch }, ref: `refs/heads/${branch}` });
  if (matching.length > maxBranches)
    result.faults.push({
      line: (at(event, "branches") ?? event)?.line ?? 1,
      text: "push",
      why: `it publishes from ${matching.length} branches, and only the first ${maxBranches} were looked at`,
    });
}

function addGitTags(event: Located | undefined, source: Source, result: Triggers, name: string): void {
  const filter = filterOf(event, "tags");
  const tags = sampleGitTags(filter, source.gitTags, source.sample.version);
  for (const tag of tags) result.triggers.push(tagTrigger(name, tag));
  if (tags.length === 0 && filter !== undefined)
    result.faults.push({
      line: (at(event, "tags") ?? at(event, "tags-ignore"))?.line ?? 1,
      text: textsOf(at(event, "tags")).join(", "),
      why: "no git tag with a version fits the filter",
    });
}

function tagTrigger(event: string, tag: string): Trigger {
  return {
    event,
    occasion: { on: "git tag", tag },
    ref: `refs/tags/${tag}`,
    ...(event === "release" ? { action: "published" } : {}),
  };
}

/** The patterns of a filter; undefined without one. */
function filterOf(event: Located | undefined, key: "branches" | "tags"): string[] | undefined {
  const ignored = at(event, `${key}-ignore`);
  if (ignored !== undefined) return ["**", ...textsOf(ignored).map((pattern) => `!${pattern}`)];
  const listed = at(event, key);
  return listed === undefined ? undefined : textsOf(listed);
}

function readRelease(_event: Located | undefined, source: Source, result: Triggers): void {
  for (const tag of sampleGitTags(undefined, source.gitTags, source.sample.version))
    result.triggers.push(tagTrigger("release", tag));
}

function readSchedule(event: Located | undefined, { sample }: Source, result: Triggers): void {
  for (const item of itemsOf(event)) {
    const cron = textAt(item, "cron");
    if (cron !== undefined)
      result.triggers.push({ event: "schedule", occasion: { on: "schedule", cron }, ref: `refs/heads/${sample.defaultBranch}` });
  }
}

function byHand(event: string): Reader {
  return (_event, { sample }, result) => {
    result.triggers.push({ event, occasion: { on: "by hand" }, ref: `refs/heads/${sample.defaultBranch}` });
  };
}

/** A run after another workflow's is one for what started that one: a push to the default branch. */
function readWorkflowRun(_event: Located | undefined, { sample }: Source, result: Triggers): void {
  const branch = sample.defaultBranch;
  const occasion = { on: "branch", branch } as const;
  result.triggers.push({ event: "workflow_run", occasion, ref: `refs/heads/${branch}`, action: "completed" });
}

/** A workflow for closed pull requests alone is for merged ones. */
function pullRequest(event: string): Reader {
  return (node, { sample }, result) => {
    const types = textsOf(at(node, "types"));
    const action = types.length === 0 || types.includes("synchronize") ? "synchronize" : (types[0] ?? "synchronize");
    const ref = event === "pull_request" ? `refs/pull/${sample.number}/merge` : `refs/heads/${sample.defaultBranch}`;
    result.triggers.push({ event, occasion: { on: "pull request" }, ref, action });
  };
}
