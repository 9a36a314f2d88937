import { repositoryOf } from "../found/reference.ts";
import type { StepResult } from "../jobs/run.ts";
import type { Recipe } from "../model.ts";
import { type Exporter, exporters } from "./exporters.ts";
import { noteBuild } from "./note-build.ts";
import { isElsewhere, repositoryPath } from "./paths.ts";
import { askedReferences, tagsInput } from "./references.ts";
import { shownTexts } from "./shown-texts.ts";
import type { Step } from "./step.ts";

/** docker/build-push-action: one build, and what it pushes. */
export function buildPushStep(step: Step): StepResult {
  const outputs = exporters(step);
  const isPushed = step.flag("push") || outputs.some(({ pushes }) => pushes);
  const digestRepositories = isPushed ? digestNames(step, outputs) : [];
  const named = outputs.flatMap(({ names, line }) =>
    names.map((text) => ({ text, place: step.placeOf(line), isComputed: false })),
  );
  const references = [
    ...tagsInput(step, isPushed && digestRepositories.length === 0),
    ...(digestRepositories.length > 0 ? [] : askedReferences(step, named, isPushed)),
  ];
  noteBuild(step, { recipe: recipeOf(step), references, isPushed, digestRepositories, by: "build-push-action" });
  const others = "only a run knows the output `{output}` of build-push-action";
  return { outputs: new Map(), others, isSkipped: false };
}

/** The repositories of a push by digest: those of the exporter, else those of `tags`. */
function digestNames(step: Step, outputs: readonly Exporter[]): string[] {
  const byDigest = outputs.filter(({ isByDigest }) => isByDigest);
  if (byDigest.length === 0) return [];
  const names = byDigest.flatMap(({ names }) => names);
  const texts = names.length > 0 ? names : step.lines("tags").flatMap(({ text }) => text.split(","));
  const found = texts.flatMap((text) => repositoryOf(text.trim().replace(/:[\w.-]+$/, "")) ?? []);
  // Where its name is not known, the job that gives the tags still finds the build.
  return found.length > 0 ? [...new Set(found)] : ["?"];
}

function recipeOf(step: Step): Recipe {
  const context = contextOf(step.input("context"));
  const file = step.input("file");
  const target = step.input("target");
  const base = isElsewhere(context) ? "." : context;
  const dockerfile = file === undefined ? undefined : repositoryPath(file);
  const isDefault = dockerfile === undefined || dockerfile === (base === "." ? "Dockerfile" : `${base}/Dockerfile`);
  return shownTexts(step.run.findings.unknowns, {
    context,
    ...(isDefault ? {} : { dockerfile }),
    ...(target === undefined ? {} : { target }),
    args: assignments(step, "build-args"),
    contexts: Object.fromEntries(
      Object.entries(assignments(step, "build-contexts")).map(([name, text]) => [name, repositoryPath(text)]),
    ),
    secrets: secretsOf(step),
    platforms: step.lines("platforms").flatMap(({ text }) => text.split(",").flatMap((part) => part.trim() || [])),
    labels: assignments(step, "labels"),
  });
}

/** The default, and `{{defaultContext}}`, are the repository in the commit of the run. */
function contextOf(input: string | undefined): string {
  const text = (input ?? ".").replace(/^\{\{\s*defaultContext\s*\}\}:?/, "");
  return repositoryPath(text);
}

/** The lines `key=value` of an input. */
export function assignments(step: Step, name: string): Record<string, string> {
  return Object.fromEntries(
    step.lines(name).flatMap(({ text }) => {
      const line = text.trim();
      const equals = line.indexOf("=");
      return equals > 0 ? [[line.slice(0, equals).trim(), line.slice(equals + 1)]] : [];
    }),
  );
}

/** Secrets by id. The value of one stays where it is: its variable has the id's name in capitals. */
function secretsOf(step: Step): Recipe["secrets"] {
  const entries = (name: string): [string, string][] => Object.entries(assignments(step, name));
  return [
    ...entries("secrets").map(([id]) => ({ id, env: id.toUpperCase().replaceAll(/[^A-Z0-9_]/g, "_") })),
    ...entries("secret-envs").map(([id, env]) => ({ id, env })),
    ...entries("secret-files").map(([id, src]) => ({ id, src: repositoryPath(src) })),
  ];
}
