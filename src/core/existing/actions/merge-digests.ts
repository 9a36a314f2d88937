import type { FoundBuild } from "../found/findings.ts";
import { matrixTexts } from "../jobs/matrix.ts";
import type { Place } from "../model.ts";
import type { ScriptResult } from "../shell/run-script.ts";
import { type AskedReference, askedReferences, referenceKey } from "./references.ts";
import type { Step } from "./step.ts";

/**
 * `docker buildx imagetools create`: gives tags to images that earlier jobs pushed by digest, or
 * further tags to one that has some. The tags are those of metadata-action if the script reads
 * them, and its own `-t` as well.
 */
export function mergeDigests(step: Step, script: MergeScript): void {
  const { run } = step;
  const asked = askedTags(step, script);
  const builds = buildsToMerge(step, script);
  if (builds.length === 0) {
    if (asked.length > 0) run.findings.addFault(step.place, "it is not clear which build these tags are for");
    return;
  }
  run.builds = true;
  run.publishes = true;
  if (builds.every(({ digestRepositories: names }) => names.length === 0)) run.findings.joinBuilds(builds);
  for (const workflow of new Set([run.rootFile, step.frame.job.workflow.file]))
    run.findings.addWorkflow(workflow, "imagetools", true);
  for (const reference of asked) {
    const own = builds.filter(({ digestRepositories: names }) => names.includes(reference.repository) || names.includes("?"));
    // A registry to which nothing was pushed gets a copy.
    for (const build of own.length > 0 ? own : builds)
      run.findings.addReference(build, reference, run.trigger.occasion, reference.place);
  }
}

/** A script with `imagetools create`, as the file has it, as evaluated, and what is known of it. */
export interface MergeScript {
  lines: readonly { text: string; line: number }[];
  rawScript: string;
  result: ScriptResult;
  placeOf(line: number): Place;
}

function askedTags(step: Step, { lines, rawScript, result, placeOf }: MergeScript): AskedReference[] {
  const raw = [
    rawScript,
    ...[...step.env.keys()].filter((name) => rawScript.includes(name)).map((name) => rawEnv(step, name)),
  ].join("\n");
  const readsMetadata = /DOCKER_METADATA_OUTPUT_(?:JSON|TAGS)|outputs\.(?:json|tags)\b/.test(raw);
  if (readsMetadata && step.frame.job.metadataTags.length > 0) {
    const texts = step.frame.job.metadataTags.map((text) => ({ text, place: step.place, isComputed: true }));
    return askedReferences(step, texts, true);
  }
  const pushed = result.pushes.map(({ repository, tag, line }) => ({
    text: `${repository}:${tag}`,
    place: placeOf(line),
    isComputed: true,
  }));
  return askedReferences(step, pushed.length > 0 ? pushed : ownTags(step, lines), true);
}

/** What the step's own `env` says of a variable: the text of the file. */
function rawEnv(step: Step, name: string): string {
  const env = step.node.kind === "mapping" ? step.node.entries.get("env") : undefined;
  const value = env?.kind === "mapping" ? env.entries.get(name) : undefined;
  return value?.kind === "scalar" ? value.text : "";
}

function ownTags(step: Step, lines: readonly { text: string; line: number }[]) {
  return lines.flatMap(({ text, line }) =>
    [...text.matchAll(/(?:^|\s)(?:-t|--tag)(?:\s+|=)(?:"([^"]+)"|'([^']+)'|([^\s"']+))/g)].flatMap(
      ([, double, single, plain]) => {
        const tag = withVariables(step, double ?? single ?? plain ?? "");
        return tag === "" ? [] : [{ text: tag, place: step.placeOf(line), isComputed: false }];
      },
    ),
  );
}

/** A text with the variables of the step; those of the script are unknown. */
function withVariables(step: Step, text: string): string {
  return text.replaceAll(/\$(?:\{(\w+)\}|(\w+))/g, (_match, braced?: string, bare?: string) => {
    const name = braced ?? bare ?? "";
    const { unknowns } = step.run.findings;
    return step.env.get(name) ?? unknowns.mark({ source: name, why: `only the script knows \`$${name}\`` });
  });
}

/** The builds of the jobs before, else the builds that have the references that the script copies. */
function buildsToMerge(step: Step, { result }: MergeScript): FoundBuild[] {
  const { job } = step.frame;
  const own = matrixTexts(new Map([...job.workflow.matrix, ...job.matrix]));
  const agrees = ({ matrix }: FoundBuild): boolean => [...matrix].every(([key, text]) => (own.get(key) ?? text) === text);
  const digests = [...job.needs.flatMap(({ digests }) => digests), ...job.digests].filter(agrees);
  if (digests.length > 0) return [...new Set(digests)];
  const builds = [...new Set(step.run.findings.builds.values())];
  const sources = new Set(result.tags.map(({ from }) => referenceKey(from)));
  return builds.filter(({ references }) => references.some((reference) => sources.has(referenceKey(reference))));
}
