import { type Permissions, rights } from "../permissions/permissions.ts";
import type { Writing } from "./step.ts";
import { minutesOf } from "./usual-minutes.ts";
import { expression, indent, labels } from "./yaml-text.ts";

type Right = keyof Permissions;

/** What a job has each right for. A right without a reason is not granted. */
export type Reasons = Partial<Record<Right, string>>;

/** A job of a written workflow. */
export interface JobParts {
  name: string;
  comment?: readonly string[];
  needs?: readonly string[];
  condition?: string;
  /** Whether the plan names the runner of each of its jobs. */
  planned?: true;
  outputs?: readonly string[];
  /** The step whose outputs are those. */
  step?: string;
  permissions: readonly string[];
  /** Whether it waits for its turn among the jobs that write tags. */
  publishes?: boolean;
  /** The output of the job that planned, with the entries of `strategy.matrix`. */
  matrix?: string;
  /** Lines after `steps:`; or what follows it in one line. */
  steps: readonly string[] | string;
  /** The anchor of the steps. */
  anchor?: string;
}

/** The lines of a job. */
export function job(parts: JobParts, writing: Writing): string[] {
  const { name, comment = [], needs = [], condition, outputs = [], step = name, matrix, steps, anchor } = parts;
  const lines = [
    ...(needs.length === 0 ? [] : [`needs: ${needs.length === 1 ? needs[0] : `[${needs.join(", ")}]`}`]),
    ...(condition === undefined ? [] : [`if: ${expression(condition)}`]),
    `runs-on: ${runsOn(parts, writing)}`,
    `timeout-minutes: ${minutesOf(name, writing.settings.timeouts)}`,
    ...(outputs.length === 0
      ? []
      : ["outputs:", ...outputs.map((one) => `  ${one}: ${expression(`steps.${step}.outputs.${one}`)}`)]),
    ...permissionLines(parts.permissions),
    ...(parts.publishes ? queue : []),
    ...(matrix === undefined ? [] : strategy(matrix)),
    ...(typeof steps === "string" ? [`steps: ${steps}`] : [`steps:${anchor ? ` &${anchor}` : ""}`, ...indent(steps, 1)]),
  ];
  return [...comment.map((text) => `# ${text}`), `${name}:`, ...indent(lines, 1)];
}

function permissionLines(lines: readonly string[]): string[] {
  return lines.length === 0 ? ["permissions: {}"] : ["permissions:", ...indent(lines, 1)];
}

function runsOn({ name, planned }: JobParts, { settings }: Writing): string {
  const runner = settings.runners[name] ?? settings.runner;
  if (!planned) return labels(runner);
  const usual = typeof runner === "string" ? `'${quoted(runner)}'` : `fromJSON('${quoted(JSON.stringify(runner))}')`;
  return expression(`matrix.runner || ${usual}`);
}

function quoted(text: string): string {
  return text.replaceAll("'", "''");
}

const queue = [
  "# One publication at a time, in order of arrival. Every job that writes tags must name this group.",
  "concurrency:",
  "  group: tagstream-publish",
  "  queue: max",
  "  cancel-in-progress: false",
];

function strategy(output: string): string[] {
  return [
    "strategy:",
    "  # One failed image does not stop the others.",
    "  fail-fast: false",
    `  matrix: ${expression(`fromJSON(${output} || '{"include":[]}')`)}`,
  ];
}

/** The rights that commands need together, each with its reason as a comment. */
export function permissionsOf(commands: readonly Permissions[], reasons: Reasons): string[] {
  return rights.flatMap((right) => {
    const levels = commands.map((permissions) => permissions[right]);
    const reason = reasons[right];
    const level = levels.includes("write") ? "write" : levels.find((one) => one !== undefined);
    return level === undefined || reason === undefined ? [] : [`${right}: ${level} # ${reason}`];
  });
}
