import * as v from "valibot";
import type { BakeQuestion } from "../bake-question.ts";
import { repositoryOf } from "../found/reference.ts";
import type { Recipe } from "../model.ts";
import { noteBuild } from "./note-build.ts";
import { isElsewhere, repositoryPath } from "./paths.ts";
import { askedReferences } from "./references.ts";
import { shownTexts } from "./shown-texts.ts";
import type { Step } from "./step.ts";

const texts = v.optional(v.record(v.string(), v.nullable(v.string())), {});
const mixed = v.optional(v.array(v.union([v.string(), v.record(v.string(), v.unknown())])), []);

const targetSchema = v.object({
  context: v.optional(v.string(), "."),
  dockerfile: v.optional(v.string()),
  "dockerfile-inline": v.optional(v.string()),
  target: v.optional(v.string()),
  args: texts,
  contexts: texts,
  labels: texts,
  tags: v.optional(v.array(v.string()), []),
  platforms: v.optional(v.array(v.string()), []),
  secret: mixed,
  output: mixed,
});

const printedSchema = v.object({ target: v.optional(v.record(v.string(), v.unknown()), {}) });

type Target = v.InferOutput<typeof targetSchema>;

/** Notes the builds of bake's answer. Without an answer, it asks. */
export function bakeBuilds(
  step: Step,
  question: BakeQuestion,
  { isPushed, by, line }: { isPushed: boolean; by: string; line: number },
): void {
  const { findings, source } = step.run;
  step.run.builds = true;
  findings.addWorkflow(step.frame.file, by, isPushed);
  const answer = source.bakeOf(question);
  if (answer === undefined) {
    findings.addQuestion(question);
    return;
  }
  const place = step.placeOf(line);
  const printed = "fault" in answer ? undefined : v.safeParse(printedSchema, answer.printed);
  if ("fault" in answer) findings.addFault(place, answer.fault);
  else if (printed?.success !== true) findings.addFault(place, "what bake prints has an unknown form");
  if (printed?.success !== true) return;
  for (const [name, value] of Object.entries(printed.output.target)) {
    const target = v.safeParse(targetSchema, value);
    if (!target.success) findings.addFault(place, `what bake prints of the target ${name} has an unknown form`);
    else noteTarget(step, question, { name, target: target.output, isPushed, by, line });
  }
}

interface NamedTarget {
  name: string;
  target: Target;
  isPushed: boolean;
  by: string;
  line: number;
}

function noteTarget(step: Step, question: BakeQuestion, { name, target, isPushed: isPushedByStep, by, line }: NamedTarget): void {
  const outputs = target.output.map(fieldsOf);
  const isPushed = isPushedByStep || outputs.some((fields) => fields.get("type") === "registry" || fields.get("push") === "true");
  const place = step.placeOf(line);
  const isByDigest = isPushed && outputs.some((fields) => fields.get("push-by-digest") === "true");
  const names = [...target.tags, ...outputs.flatMap((fields) => fields.get("name") ?? [])];
  const references = isByDigest
    ? []
    : askedReferences(
        step,
        target.tags.map((text) => ({ text, place, isComputed: true })),
        isPushed,
      );
  noteBuild(step, {
    recipe: recipeOf(step, question, target),
    references,
    isPushed,
    ...(isByDigest
      ? { digestRepositories: [...new Set(names.flatMap((text) => repositoryOf(text.replace(/:[\w.-]+$/, "")) ?? []))] }
      : {}),
    bakeTarget: name,
    by,
    line,
  });
}

function recipeOf(step: Step, { folder }: BakeQuestion, target: Target): Recipe {
  const context = repositoryPath(target.context, folder);
  const base = isElsewhere(context) ? "." : context;
  const dockerfile = target.dockerfile === undefined ? undefined : repositoryPath(target.dockerfile, base);
  const isDefault = dockerfile === undefined || dockerfile === repositoryPath("Dockerfile", base);
  if (target["dockerfile-inline"] !== undefined)
    step.run.findings.addFault(step.place, "a target of bake has its Dockerfile in the bake file: write it to a file");
  return shownTexts(step.run.findings.unknowns, {
    context,
    ...(isDefault ? {} : { dockerfile }),
    ...(target.target === undefined ? {} : { target: target.target }),
    args: withoutMetadata(present(target.args)),
    contexts: Object.fromEntries(
      Object.entries(present(target.contexts)).map(([name, text]) => [name, repositoryPath(text, folder)]),
    ),
    secrets: target.secret.flatMap((secret) => secretOf(fieldsOf(secret), folder)),
    platforms: target.platforms,
    labels: present(target.labels),
  });
}

/** Without the arguments that metadata-action adds to every target. */
function withoutMetadata({
  DOCKER_META_IMAGES: _,
  DOCKER_META_VERSION: __,
  ...args
}: Record<string, string>): Record<string, string> {
  return args;
}

function secretOf(fields: ReadonlyMap<string, string>, folder: string): Recipe["secrets"] {
  const id = fields.get("id");
  const env = fields.get("env");
  const src = fields.get("src") ?? fields.get("source");
  if (id === undefined) return [];
  return [{ id, ...(env === undefined ? {} : { env }), ...(src === undefined ? {} : { src: repositoryPath(src, folder) }) }];
}

/** The fields of `type=registry,push=true`, as text or as a mapping. */
function fieldsOf(item: string | Record<string, unknown>): Map<string, string> {
  if (typeof item !== "string") return new Map(Object.entries(item).map(([key, value]) => [key, String(value)]));
  const pairs = item.split(",").map((field) => field.split("="));
  return new Map(pairs.flatMap(([key = "", ...value]) => (key === "" ? [] : [[key.trim(), value.join("=")] as const])));
}

function present(values: Readonly<Record<string, string | null>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).flatMap(([key, value]) => (value === null ? [] : [[key, value]])));
}
