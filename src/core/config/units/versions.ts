import { compile, fill } from "../../lib/placeholder.ts";
import { didYouMean, listed, nearest } from "../../lib/text/nearest.ts";
import { isGitTagForm, versionPlaceholder } from "../../sources/git-names.ts";
import { movingTagFault } from "../../tags/moving-tag.ts";
import { createOverlap } from "../../tags/pattern-overlap.ts";
import { movingTagsOf } from "../../tags/publication-tags.ts";
import { lineTags, variantOf, versionPatterns, wholeTags } from "../../tags/version.ts";
import { compilePattern, parsePattern, versionPartOf, versionParts } from "../../tags/version-pattern.ts";
import type { Unit } from "../../unit/unit.ts";
import { noStream } from "../../unit/versions-alone.ts";
import { type VersionClash, versionClashes } from "../../versions/version-clash.ts";
import { knowsNames, knowsValues } from "../checks/depends-on-invalid.ts";
import type { Path } from "../document/document.ts";
import type { Problems } from "../document/problems.ts";
import type { ImageModel, Model } from "../model.ts";
import type { Draft } from "./draft.ts";

const defaultGitTag = "v{version}";

/** The stream of an image that gets version tags, and the git tags that give them. */
export interface ImageVersions {
  stream: string;
  /** `v{version}`, with all other placeholders substituted. */
  gitTag: string;
  /** The patterns of its tags, as configured. Undefined: the default. */
  tags: readonly string[] | undefined;
  /** Its path: at the top level, or in the image. */
  path: Path;
  /** Whether the image has no stream. */
  alone?: true;
}

/** An image's own `versions`, or the common one. Undefined without one, or if it is faulty. */
export function versionsOf(image: ImageModel, model: Model, problems: Problems): ImageVersions | undefined {
  const own = image.config.versions;
  const config = own ?? model.config.versions;
  const path = own === undefined ? ["versions"] : [...image.path, "versions"];
  if (!config || problems.hasErrorBelow(...path)) return undefined;
  const common = { gitTag: gitTagOf(image.name, config["git-tag"]).text, tags: config.tags, path };
  if (image.config.streams === false) return { ...common, stream: noStream, alone: true };
  const streams = builtStreams(model);
  const stream = config.stream ?? (streams.length === 1 ? streams[0] : undefined);
  return stream === undefined ? undefined : { ...common, stream };
}

/** The streams that may have version tags: one that follows another builds nothing. */
function builtStreams({ streams, follows }: Model): string[] {
  return streams.filter((stream) => !follows.has(stream));
}

/** The `versions` of one unit: the patterns with its own values substituted. */
export function unitVersions(
  { gitTag, tags, alone }: ImageVersions,
  values: Readonly<Record<string, string>>,
  variant: Readonly<Record<string, string>>,
): NonNullable<Unit["versions"]> {
  return {
    gitTag,
    ...(tags ? { tags: tags.map((text) => patternFor(text, values, variantOf({ variant }))) } : {}),
    ...(alone ? { alone } : {}),
  };
}

/** Without a variant, `{variant}` is nothing, and neither is the `-` that would join it. */
function patternFor(text: string, values: Readonly<Record<string, string>>, variant: string): string {
  const joined = variant === "" ? text.replace(/\{variant\}-|-?\{variant\}/g, "") : text;
  return compilePattern(joined, (name) => (name === "variant" ? variant : values[name])).text;
}

/** Reports faults in `versions`, at the top level and in each image. */
export function checkVersions(model: Model, problems: Problems): void {
  const users = model.images.filter(({ config }) => config.versions === undefined);
  checkBlock(model.config.versions, ["versions"], model.streams, "image", problems, model, users);
  for (const image of model.images) {
    const own = image.config.versions;
    if (own) checkBlock(own, [...image.path, "versions"], image.streams, image.name, problems, model, [image]);
    if (image.config.streams !== false || own || (own === undefined && model.config.versions)) continue;
    if (problems.hasErrorBelow("versions") || problems.hasErrorBelow(...image.path, "versions")) continue;
    const message = `image "${image.name}" has no stream, so it needs \`versions\`: nothing would publish it`;
    problems.add("config-missing-key", message, [...image.path, "streams"]);
  }
}

function checkBlock(
  config: Model["config"]["versions"],
  path: Path,
  streams: readonly string[],
  image: string,
  problems: Problems,
  model: Model,
  users: readonly ImageModel[],
): void {
  if (!config) return;
  if (users.length === 0 || users.some((image) => image.config.streams !== false))
    checkStream(config, path, streams, image, problems, model);
  if (!problems.hasErrorBelow(...path, "git-tag")) checkGitTag(image, config["git-tag"], [...path, "git-tag"], problems);
  if (config.tags) checkPatterns(config.tags, [...path, "tags"], users, problems);
}

function checkStream(
  config: NonNullable<Model["config"]["versions"]>,
  path: Path,
  streams: readonly string[],
  image: string,
  problems: Problems,
  model: Model,
): void {
  if (!problems.faultsUnder(["streams"]).every((fault) => fault.length > 1)) return; // their names are not known
  const built = builtStreams(model);
  const followed = config.stream === undefined ? undefined : model.follows.get(config.stream)?.root;
  if (followed !== undefined) {
    const message = `the stream "${config.stream}" builds nothing, so no git tag gives it versions: name "${followed}", which has the builds`;
    problems.add("config-follow", message, [...path, "stream"]);
    return;
  }
  if (config.stream === undefined && built.length > 1 && !problems.hasErrorBelow(...path, "stream")) {
    const message = `missing key "stream": choose one of ${listed(built)} for the version tags`;
    problems.add("config-missing-key", message, path, "key");
  }
  const { stream = built[0] ?? "" } = config;
  if (!streams.includes(stream) && !problems.hasErrorBelow(...path)) {
    const unknown = config.stream !== undefined && !model.streams.includes(stream);
    const message = unknown
      ? `unknown stream "${stream}"${didYouMean(stream, built)}`
      : `image "${image}" is not in the stream "${stream}", which gets the version tags`;
    problems.add("config-unknown-name", message, config.stream === undefined ? path : [...path, "stream"]);
  }
}

/** Reports patterns that are none for any of these images. What they give is checked per unit. */
function checkPatterns(tags: readonly string[], path: Path, users: readonly ImageModel[], problems: Problems): void {
  if (problems.hasErrorBelow(...path)) return;
  if (!tags.some((text) => compilePattern(text).isWhole)) {
    const message =
      "no pattern has {version}: Tagstream could not tell which versions exist. Add one with the whole version, such as {version}";
    problems.add("config-value", message, path);
  }
  const seen = new Set<string>();
  for (const [index, text] of tags.entries()) {
    if (seen.has(text)) problems.add("config-value", `duplicate pattern "${text}"`, [...path, index]);
    seen.add(text);
    if (users.every((image) => knowsNames(image, problems))) checkNames(text, [...path, index], users, problems);
  }
}

/** Reports placeholders of a pattern that no image knows, or that have two meanings. */
function checkNames(text: string, path: Path, users: readonly ImageModel[], problems: Problems): void {
  const used = [...text.matchAll(/\{([^{}]*)\}/g)].map(([, name = ""]) => name);
  const dimensions = new Set(users.flatMap(({ vocabulary }) => [...vocabulary.keys()]));
  const own: ReadonlySet<string> = new Set([...versionParts, "variant"]);
  const twofold = used.find((name) => own.has(name) && dimensions.has(name));
  if (twofold !== undefined) {
    const message = `{${twofold}} is a part of the version, and a name of the matrix: rename that, or use {variant}`;
    problems.add("config-placeholder", message, path);
    return;
  }
  const known = [...own, "image", ...dimensions];
  const unknown = used.find((name) => !versionPartOf(name) && !known.includes(name));
  if (unknown === undefined) return;
  const guess = nearest(unknown, known);
  const names = known.map((name) => `{${name}}`);
  const hint = guess === undefined ? `: expected ${listed(names, "or")}` : `: did you mean {${guess}}?`;
  problems.add("config-placeholder", `unknown placeholder {${unknown}}${hint}`, path);
}

function checkGitTag(image: string, given: string | undefined, at: Path, problems: Problems): void {
  const { text, unknown } = gitTagOf(image, given);
  if (unknown.length > 0) {
    const names = listed(unknown.map((name) => `{${name}}`));
    const subject = unknown.length === 1 ? "placeholder" : "placeholders";
    problems.add("config-placeholder", `unknown ${subject} ${names}: expected {version} or {image}`, at);
  } else if (!isGitTagForm(text)) {
    const message = `"${given}" is not a valid form of git tags: write a valid git tag name with one {version}, such as "v{version}" or "{image}-v{version}"`;
    problems.add("config-value", message, at);
  }
}

/** The pattern with the image's name substituted, and its unknown placeholders. */
function gitTagOf(image: string, text = defaultGitTag): { text: string; unknown: string[] } {
  const unknown: string[] = [];
  const values = { image, version: versionPlaceholder };
  const filled = fill(compile(text), values, (name) => {
    unknown.push(name);
    return "";
  });
  return { text: filled, unknown: [...new Set(unknown)] };
}

/** Reports invalid version tags, and those of two units: the first fault of each `versions`. */
export function checkVersionTags(drafts: readonly Draft[], model: Model, problems: Problems): void {
  const byUnit = new Map(drafts.map((draft) => [draft.unit, draft]));
  const pathOf = ({ image }: Draft): Path => (image.config.versions === undefined ? ["versions"] : [...image.path, "versions"]);
  const report = (code: "config-tag" | "config-tag-collision" | "config-value", draft: Draft, message: string): void => {
    if (!problems.hasError(...pathOf(draft))) problems.add(code, message, pathOf(draft), "key");
  };
  for (const draft of drafts) {
    if (!draft.unit.versions || !knowsValues(draft.image, problems) || problems.hasErrorBelow(...pathOf(draft))) continue;
    const fault = faultOfTags(draft.unit);
    if (fault !== undefined) report("config-tag", draft, fault);
  }
  if (model.lacksMatrix) return;
  for (const clash of versionClashes(drafts.map(({ unit }) => unit))) {
    const draft = byUnit.get(clash.versioned);
    if (draft && !problems.hasErrorBelow(...pathOf(draft))) report("config-tag-collision", draft, messageOf(clash));
  }
  checkGitTagForms(drafts, report);
}

/** Why the patterns of a unit give an invalid tag, on the example of a version. */
function faultOfTags(unit: Unit): string | undefined {
  for (const tag of [...wholeTags(unit, "1.4.2"), ...lineTags(unit, "1.4.2")]) {
    const fault = movingTagFault(tag, unit);
    if (fault !== undefined) return `a version tag of ${unit.name} would be the invalid tag "${tag}": ${fault}`;
  }
  return undefined;
}

function messageOf({ versioned, other, repository, tag, alias }: VersionClash<Unit>): string {
  if (alias !== undefined) {
    const whose = other === versioned ? "a version tag too" : `also a version tag of ${versioned.name}`;
    return `the alias "${alias}" gives ${other.name} tags like ${tag} in ${repository}, ${whose}: change one of them`;
  }
  if (movingTagsOf(other).includes(tag))
    return `${tag} is a tag of ${other.name} in ${repository}, and would be a version tag of ${versioned.name}: give it another name`;
  if (other === versioned) {
    const patterns = versionPatterns(versioned).filter((pattern) => parsePattern(pattern, tag));
    const names = listed(patterns.map(({ text }) => `"${text}"`));
    return `${names} would both give ${versioned.name} a version tag like ${tag}: change one of them`;
  }
  return `${versioned.name} and ${other.name} would both get version tags like ${tag} in ${repository}: give one of them other destinations, or \`versions: false\``;
}

/**
 * Reports two forms of git tags, one with text after the version, that one git tag may have:
 * `v1.4.2-squid` is a pre-release of `v{version}`.
 */
function checkGitTagForms(drafts: readonly Draft[], report: (code: "config-value", draft: Draft, message: string) => void): void {
  const forms = new Map(drafts.flatMap((draft) => (draft.unit.versions ? [[draft.unit.versions.gitTag, draft] as const] : [])));
  const overlap = createOverlap();
  for (const [form, draft] of forms) {
    if (form.endsWith(versionPlaceholder)) continue;
    for (const other of forms.keys()) {
      const text = other === form ? undefined : overlap(compilePattern(form), compilePattern(other));
      if (text === undefined) continue;
      report("config-value", draft, `the git tag ${text} would be a version of "${form}" and of "${other}": change one of them`);
    }
  }
}
