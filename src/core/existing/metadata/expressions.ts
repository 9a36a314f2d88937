import { eventOf } from "../event.ts";
import type { Occasion } from "../model.ts";
import type { Sample } from "../sample.ts";
import type { Fault } from "./list-input.ts";
import { formatMoment, isoFormat } from "./moment-format.ts";
import type { TemplateCall, TemplateValues } from "./template.ts";

/** The run for which metadata-action is evaluated. */
export interface MetadataContext {
  sample: Sample;
  occasion: Occasion;
  /** Variables of the step: `DOCKER_METADATA_SHORT_SHA_LENGTH`. */
  env?: Readonly<Record<string, string>>;
}

/** The names of metadata-action that are allowed in all its texts. */
export function globalExpressions(context: MetadataContext): TemplateValues {
  const { sample, occasion } = context;
  const { name, ref } = eventOf(occasion, sample);
  const branch = ref.startsWith("refs/heads/") ? ref.slice("refs/heads/".length) : "";
  const isDefault = branch === sample.defaultBranch || name === "schedule";
  const hasBase = occasion.on === "git tag" || occasion.on === "pull request";
  return {
    branch,
    tag: occasion.on === "git tag" ? occasion.tag : "",
    sha: shortSha(context),
    base_ref: hasBase ? sample.defaultBranch : "",
    is_default_branch: String(isDefault),
    ...dateExpressions(sample),
  };
}

/** The dates, of the run and of its commit: the sample has one time for both. */
export function dateExpressions(sample: Sample): TemplateValues {
  const date = (call: TemplateCall) => dateText(sample.time, call);
  return { date, commit_date: date };
}

/** The commit id as metadata-action shortens it. */
export function shortSha({ sample, env = {} }: MetadataContext): string {
  const length = Number(env["DOCKER_METADATA_SHORT_SHA_LENGTH"] || 7);
  return sample.sha.slice(0, Number.isNaN(length) ? 7 : length);
}

function dateText(time: string, { args, named }: TemplateCall): string | Fault {
  const unknown = Object.keys(named).find((name) => name !== "tz");
  if (unknown !== undefined) return { why: `a date has no attribute "${unknown}"` };
  if (args.length === 0) return { why: "the date has no format" };
  const format = args[0] ?? isoFormat;
  const text = formatMoment(time, format, named["tz"]);
  // Moment writes UTC as `Z` if it is given no format.
  if (text !== undefined && args[0] === undefined) return text.replace(/\+00:00$/, "Z");
  return text ?? { why: `the date format \`${format}\` has a letter that Tagstream does not read` };
}
