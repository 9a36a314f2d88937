import { isUnknown } from "../expressions/unknowns.ts";
import { taggedRepository } from "../found/reference.ts";
import { ifBuilding, type StepResult } from "../jobs/run.ts";
import { type MetadataResult, metadataAction } from "../metadata/metadata-action.ts";
import { referenceKey } from "./references.ts";
import type { Step } from "./step.ts";

type Line = ReturnType<Step["allLines"]>[number];

/** docker/metadata-action: its rules give references, labels and a bake file to later steps. */
export function metadataStep(step: Step): StepResult {
  const { run } = step;
  const tags = step.allLines("tags");
  const inputs = {
    images: knownLines(step, step.allLines("images")),
    tags: knownLines(step, tags),
    flavor: knownLines(step, step.allLines("flavor")),
    labels: knownLines(step, step.allLines("labels")),
    ...optional("sep-tags", step.input("sep-tags")),
    ...optional("bake-target", step.input("bake-target")),
  };
  const result = metadataAction(inputs, { sample: run.source.sample, occasion: run.trigger.occasion });
  const hasImages = inputs.images.trim() !== "" || step.input("images") === undefined;
  const references = hasImages ? namedReferences(step, result, tags) : [];
  for (const { input, line, why } of result.faults) {
    const place = step.placeOf(step.allLines(input)[line]?.line ?? step.place.line);
    ifBuilding(run, () => run.findings.addFault(place, why));
  }
  step.frame.job.metadataTags = references;
  ifBuilding(run, () => run.findings.addWorkflow(step.frame.file, "metadata-action", run.publishes));
  const outputs = outputsOf(step, result, references);
  for (const name of ["version", "tags", "labels", "annotations", "json"])
    step.frame.env.set(`DOCKER_METADATA_OUTPUT_${name.toUpperCase()}`, outputs.get(name) ?? "");
  return { outputs, isSkipped: false };
}

/** Lines that are not known are empty, so that the others keep their numbers. */
function knownLines(step: Step, lines: readonly Line[]): string {
  const { findings } = step.run;
  return lines
    .map(({ text, line }) => {
      const unknownCondition = /\benable=(qqz\w+)/.exec(text)?.[1];
      if (unknownCondition !== undefined) {
        const why = `${findings.unknowns.why(unknownCondition)}: it is taken as true`;
        ifBuilding(step.run, () => findings.addFault(step.placeOf(line), why));
      }
      const decided = text.replace(/\benable=qqz\w+/, "enable=true");
      if (!isUnknown(decided)) return decided;
      ifBuilding(step.run, () => findings.addFault(step.placeOf(line), findings.unknowns.why(decided)));
      return "";
    })
    .join("\n");
}

function namedReferences(step: Step, result: MetadataResult, lines: readonly Line[]): string[] {
  return result.tags.map(({ repository, tag, line }) => {
    const text = repository === "" ? tag : `${repository}:${tag}`;
    const reference = taggedRepository(text);
    const place = step.placeOf(lines[line]?.line ?? step.place.line);
    if (reference !== undefined) step.run.origins.set(referenceKey(reference), place);
    return text;
  });
}

function outputsOf(step: Step, result: MetadataResult, references: readonly string[]): Map<string, string> {
  const labels = Object.entries(result.labels).map(([key, value]) => `${key}=${value}`);
  const tagNames = [...new Set(result.tags.map(({ tag }) => tag))];
  return new Map([
    ["tags", references.join(step.input("sep-tags") ?? "\n")],
    ["tag-names", tagNames.join("\n")],
    ["labels", labels.join(step.input("sep-labels") ?? "\n")],
    ["annotations", ""],
    ["version", result.version],
    ["json", JSON.stringify({ tags: references, "tag-names": tagNames, labels: allLabels(step, result) })],
    ["bake-file", writtenFile(step, "bake", result.bakeFile)],
    ["bake-file-tags", writtenFile(step, "tags", partOfBakeFile(result.bakeFile, "tags"))],
    ["bake-file-labels", writtenFile(step, "labels", partOfBakeFile(result.bakeFile, "labels"))],
    ["bake-file-annotations", writtenFile(step, "annotations", partOfBakeFile(result.bakeFile, "annotations"))],
  ]);
}

/** The labels that the action adds to every image, and those of its input. */
function allLabels({ run }: Step, { version, labels }: MetadataResult): Record<string, string> {
  const { sample } = run.source;
  const url = `https://github.com/${sample.repository}`;
  const common = {
    title: sample.repository.split("/")[1] ?? "",
    url,
    source: url,
    version,
    created: sample.time,
    revision: sample.sha,
  };
  const named = Object.entries(common).map(([name, value]) => [`org.opencontainers.image.${name}`, value]);
  return { ...Object.fromEntries(named), ...labels };
}

/** Remembers the text of a file on the runner, and gives the file's name. */
function writtenFile(step: Step, kind: string, text: string): string {
  const name = `/home/runner/work/_temp/metadata-${step.place.line}-${kind}.json`;
  step.run.written.set(name, text);
  return name;
}

function partOfBakeFile(text: string, key: string): string {
  const file = parsed(text);
  const targets = isRecord(file) && isRecord(file["target"]) ? Object.entries(file["target"]) : [];
  const kept = targets.map(([name, target]) => [name, isRecord(target) && key in target ? { [key]: target[key] } : {}]);
  return JSON.stringify({ target: Object.fromEntries(kept) }, undefined, 2);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function optional<Key extends string>(key: Key, value: string | undefined): { [name in Key]?: string } {
  const result: { [name in Key]?: string } = {};
  if (value !== undefined) result[key] = value;
  return result;
}
