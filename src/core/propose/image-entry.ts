import type { Recipe } from "../existing/model.ts";
import { listed } from "../lib/text/nearest.ts";
import { relativePath } from "./facts.ts";
import { argumentOf, type NamedValue } from "./file-values.ts";
import type { ImageDraft, PlatformDraft } from "./image-draft.ts";
import type { AliasDraft, ImageTags, When } from "./image-tags.ts";
import { escaped } from "./patterned-recipe.ts";
import type { StreamPlan } from "./streams.ts";
import type { Yaml, YamlMap } from "./yaml-text.ts";

/** The keys of an image that a configuration may have once for all images. */
export interface ImageEntry {
  name: string;
  draft: ImageDraft;
  tags: ImageTags;
  /** `matrix`, `tag`, `aliases`, `versions` and `values`: an image's own replace the common ones. */
  common: YamlMap;
  /** What `defaults` may have. */
  own: YamlMap;
  aliases: readonly AliasDraft[];
}

const usualPlatforms = JSON.stringify(["linux/amd64"]);

/** The keys of an image, without its repositories. */
export function entryOf(draft: ImageDraft, tags: ImageTags, plan: StreamPlan): ImageEntry {
  const { name, recipe, matrix } = draft;
  const args = mapped(recipe.args, (text) => argumentOf(text, draft.values));
  const platforms = draft.platforms.map(platformOf);
  const names = [...tags.aliases.map(({ tag }) => tag), ...Object.values(args)].join(" ");
  const values = draft.values.filter((value) => names.includes(`{${value.name}}`) || names.includes(`{${value.name}.`));
  const common = {
    ...(matrix ? { matrix: { ...matrix.dimensions, ...(matrix.include.length === 0 ? {} : { include: matrix.include }) } } : {}),
    ...(tags.tag === undefined ? {} : { tag: tags.tag }),
    ...(tags.aliases.length === 0 ? {} : { aliases: tags.aliases.map(aliasOf) }),
    ...(tags.versions ? { versions: versionsEntry(draft, tags.versions, plan) } : {}),
    ...(values.length === 0 ? {} : { values: Object.fromEntries(values.map((value) => [value.name, fileOf(value)])) }),
  };
  const own = {
    ...buildOf(recipe),
    ...(platforms.length === 0 || JSON.stringify(platforms) === usualPlatforms ? {} : { platforms }),
    ...someOf("args", args),
    ...someOf("contexts", recipe.contexts),
    ...(recipe.secrets.length === 0 ? {} : { secrets: recipe.secrets.map(secretOf) }),
    ...someOf("labels", recipe.labels),
  };
  return { name, draft, tags, common, own, aliases: tags.aliases };
}

function buildOf({ context, dockerfile, target }: ImageDraft["recipe"]): YamlMap {
  const relative = dockerfile === undefined ? "Dockerfile" : relativePath(dockerfile, context);
  return {
    context: context === "" ? "." : context,
    ...(relative === "Dockerfile" ? {} : { dockerfile: relative }),
    ...(target === undefined ? {} : { target }),
  };
}

function someOf(key: string, map: Readonly<Record<string, string>>): YamlMap {
  return Object.keys(map).length === 0 ? {} : { [key]: map };
}

function mapped(map: Readonly<Record<string, string>>, of: (text: string) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(map).map(([name, text]) => [name, of(text)]));
}

function aliasOf({ tag, when }: AliasDraft): Yaml {
  return { tag, ...whenOf(when) };
}

function whenOf(when: When): { when?: YamlMap } {
  const entries = Object.entries(when).map(([name, values]) => [name, values.length === 1 ? (values[0] ?? "") : values] as const);
  return entries.length === 0 ? {} : { when: Object.fromEntries(entries) };
}

function platformOf({ platform, when }: PlatformDraft): Yaml {
  return Object.keys(when).length === 0 ? platform : { platform, ...whenOf(when) };
}

function fileOf({ file, match }: NamedValue): YamlMap {
  return { file, ...(match === undefined ? {} : { match }) };
}

function secretOf({ id, env, src }: Recipe["secrets"][number]): Yaml {
  if (src !== undefined) return { id, src };
  const variable = env ?? id.toUpperCase().replaceAll(/[^A-Z0-9_]/g, "_");
  return variable === id ? id : { id, env: variable };
}

function versionsEntry(
  { name, matrix }: ImageDraft,
  { stream, form, tags }: NonNullable<ImageTags["versions"]>,
  { streams }: StreamPlan,
): YamlMap {
  const before = Object.keys(matrix?.dimensions ?? {})
    .map((dimension) => `{${dimension}}-`)
    .join("");
  const usual = ["{version}", "{major}.{minor}", "{major}"].map((pattern) => `${before}${pattern}`);
  const isUsual = JSON.stringify(tags.toSorted()) === JSON.stringify(usual.toSorted());
  const general = form.startsWith(name) ? `{image}${form.slice(name.length)}` : form;
  return {
    ...(streams.length > 1 || isUsual ? { stream } : {}),
    ...(form === "v{version}" ? {} : { "git-tag": general }),
    ...(isUsual ? {} : { tags }),
  };
}

/** Secrets that today's workflow gives by a text that is no variable: their variable is new. */
export function secretNotes({ name, recipe }: ImageDraft): string[] {
  const fresh = recipe.secrets.filter(({ env, src }) => env === undefined && src === undefined).map(({ id }) => escaped(id));
  return fresh.length === 0 ? [] : [`The image ${name} needs ${listed(fresh)} as secrets: set their variables in the build job.`];
}
