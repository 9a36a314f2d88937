import { normalizePath } from "../../lib/repository-path.ts";
import { contextOrigin, isDockerfilePath, isPlainPath } from "../../unit/build-paths.ts";
import type { Field } from "../document/field.ts";
import type { Problems } from "../document/problems.ts";
import type { ImageModel } from "../model.ts";
import type { Paths } from "./paths.ts";

/** The text of a field. Undefined if one of its placeholders has no value here, or none yet. */
export type TextOf = (field: Field) => string | undefined;

export interface BuildPaths {
  context: string;
  dockerfile: string;
  contexts: Record<string, string>;
}

/** An image's context, Dockerfile and named contexts, from the root. Reports missing paths. */
export function buildPathsOf(image: ImageModel, textOf: TextOf, paths: Paths, problems: Problems): BuildPaths {
  const context = contextOf(image, textOf, paths, problems);
  const at = image.dockerfile?.path;
  const dockerfile = image.dockerfile ? textOf(image.dockerfile) : "Dockerfile";
  // The Dockerfile's path depends on the context.
  const found =
    context !== undefined && dockerfile !== undefined
      ? paths.require(dockerfile, "file", "Dockerfile", at ?? image.context.path, context)
      : undefined;
  if (context !== undefined && !isPlainPath(context)) misread("context", context, image.context, problems);
  if (found !== undefined && !isDockerfilePath(found)) misread("Dockerfile", found, image.dockerfile ?? image.context, problems);
  const contexts: Record<string, string> = {};
  for (const [name, field] of image.contexts) {
    const text = textOf(field);
    if (text !== undefined) contexts[name] = namedContextOf(name, text, field, paths, problems);
  }
  return {
    context: context ?? ".",
    dockerfile: found ?? normalizePath(dockerfile ?? "Dockerfile", context) ?? "Dockerfile",
    contexts,
  };
}

/** Reports a file or folder whose name means something else to buildx. */
function misread(subject: string, found: string, { path }: Field, problems: Problems): void {
  if (problems.hasError(...path)) return;
  problems.add("config-value", `${subject} "${found}" has a name that buildx does not read as a path: rename it`, path);
}

function contextOf({ context }: ImageModel, textOf: TextOf, paths: Paths, problems: Problems): string | undefined {
  const text = textOf(context);
  if (text === undefined) return undefined;
  if (contextOrigin(text) !== "elsewhere") return paths.require(text, "folder", "context", context.path);
  if (!problems.hasError(...context.path))
    problems.add(
      "config-value",
      "the context must be a folder of this repository: put external sources under `contexts`",
      context.path,
    );
  return undefined;
}

function namedContextOf(name: string, text: string, field: Field, paths: Paths, problems: Problems): string {
  const { path } = field;
  const origin = contextOrigin(text);
  if (origin === "elsewhere") return text;
  if (origin === "repository") {
    const found = paths.require(text, "folder", `context "${name}"`, path);
    if (found !== undefined && !isPlainPath(found)) misread(`context "${name}"`, found, field, problems);
    return found ?? text;
  }
  if (!problems.hasError(...path))
    problems.add(
      "config-value",
      `context "${name}" must be a folder of this repository, or begin with \`docker-image://\`, \`https://\`, \`git://\` or \`ssh://\``,
      path,
    );
  return text;
}
