import { type Document, isAlias, isCollection, isMap, isNode, isSeq, LineCounter, parseDocument } from "yaml";
import type { DoctorConcurrency, DoctorJob, DoctorStep, DoctorTrigger, DoctorWorkflow } from "./workflow.ts";

type Keys = readonly (string | number)[];
type Values = Readonly<Record<string, unknown>>;

/**
 * Reads a workflow's text. Undefined for a text that is no workflow: GitHub itself reports it.
 * @param isOwn whether `./` is Tagstream
 */
export function readWorkflow(file: string, text: string, isOwn = false): DoctorWorkflow | undefined {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, uniqueKeys: false, logLevel: "silent" });
  const whole = document.errors.length > 0 ? undefined : valuesOf(plain(document));
  if (!whole?.["jobs"]) return undefined;
  const lineOf = (keys: Keys) => lineAt(document, counter, keys);
  const on = whole["on"] ?? whole["true"];
  return {
    file,
    ...named(whole),
    on: triggersOf(on),
    crons: listOf(valuesOf(on)["schedule"]).flatMap((entry, index) => {
      const cron = valuesOf(entry)["cron"];
      return typeof cron === "string" ? [{ cron, line: lineOf(["on", "schedule", index]) }] : [];
    }),
    jobs: Object.entries(valuesOf(whole["jobs"])).map(([id, job]) => jobOf(id, valuesOf(job), whole, lineOf)),
    ...offeredBy(valuesOf(on)["workflow_dispatch"]),
    isOwn,
  };
}

/** The choices of a form's input `command`. */
function offeredBy(form: unknown): { offered?: readonly string[] } {
  const { options } = valuesOf(valuesOf(valuesOf(form)["inputs"])["command"]);
  return Array.isArray(options) ? { offered: options.map(String) } : {};
}

/** Too many aliases are an attack, and no workflow. */
function plain(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: 1000 });
  } catch {
    return undefined;
  }
}

function jobOf(id: string, job: Values, workflow: Values, lineOf: (keys: Keys) => number): DoctorJob {
  const { uses, if: condition } = job;
  const permissions = permissionsOf(job["permissions"]) ?? permissionsOf(workflow["permissions"]);
  return {
    id,
    line: lineOf(["jobs", id]),
    ...named(job),
    ...(typeof condition === "string" ? { condition } : {}),
    hasMatrix: valuesOf(job["strategy"])["matrix"] !== undefined,
    ...(typeof uses === "string" ? { calls: uses } : {}),
    ...(permissions === undefined ? {} : { permissions }),
    concurrency: [job["concurrency"], workflow["concurrency"]].flatMap(concurrencyOf),
    runsOn: labelsOf(job["runs-on"]),
    steps: listOf(job["steps"]).map((step, index) => stepOf(valuesOf(step), lineOf(["jobs", id, "steps", index]))),
  };
}

function stepOf({ uses, run, with: inputs }: Values, line: number): DoctorStep {
  return {
    line,
    ...(typeof uses === "string" ? { uses } : {}),
    ...(typeof run === "string" ? { run } : {}),
    with: Object.fromEntries(Object.entries(valuesOf(inputs)).map(([name, value]) => [name, String(value ?? "")])),
  };
}

function named({ name }: Values): { name?: string } {
  return typeof name === "string" ? { name } : {};
}

function triggersOf(on: unknown): DoctorTrigger[] {
  if (typeof on === "string") return [{ name: on, hasPaths: false }];
  if (Array.isArray(on)) return on.map((name) => ({ name: String(name), hasPaths: false }));
  return Object.entries(valuesOf(on)).map(([name, filter]) => {
    const { paths, "paths-ignore": ignored } = valuesOf(filter);
    return { name, hasPaths: paths !== undefined || ignored !== undefined };
  });
}

function permissionsOf(value: unknown): DoctorJob["permissions"] | undefined {
  if (value === undefined) return undefined;
  if (value === "write-all") return "write-all";
  if (value === "read-all")
    return { contents: "read", packages: "read", "pull-requests": "read", issues: "read", actions: "read" };
  return Object.fromEntries(Object.entries(valuesOf(value)).map(([right, level]) => [right, String(level)]));
}

function concurrencyOf(value: unknown): DoctorConcurrency[] {
  if (typeof value === "string") return [{ group: value }];
  const { group, queue, "cancel-in-progress": cancel } = valuesOf(value);
  if (typeof group !== "string") return [];
  return [
    {
      group,
      ...(queue === undefined ? {} : { queue: String(queue) }),
      ...(cancel === undefined ? {} : { cancelInProgress: String(cancel) }),
    },
  ];
}

function labelsOf(value: unknown): string[] {
  const labels = valuesOf(value)["labels"] ?? value;
  return (Array.isArray(labels) ? labels : [labels]).filter((label) => typeof label === "string");
}

function valuesOf(value: unknown): Values {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value)) : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The line of what is at a path, or of the nearest that contains it. */
function lineAt(document: Document, counter: LineCounter, keys: Keys): number {
  let node: unknown = document.contents;
  let start = 0;
  for (const key of keys) {
    if (isAlias(node)) node = node.resolve(document);
    if (!isCollection(node)) break;
    const pair = isMap(node) ? node.items.find((item) => isNode(item.key) && String(item.key) === String(key)) : undefined;
    const next = isSeq(node) ? node.items[Number(key)] : pair?.value;
    const place = pair ? pair.key : next;
    if (isNode(place) && place.range) start = place.range[0];
    node = next;
  }
  return counter.linePos(start).line;
}
