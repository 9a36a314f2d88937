import { compile, fill } from "../../lib/placeholder.ts";
import { didYouMean, listed } from "../../lib/text/nearest.ts";
import { movingTagFault } from "../../tags/moving-tag.ts";
import { isGitTagPattern, versionPlaceholder, versionTag } from "../../versions/version.ts";
import { versionClashes } from "../../versions/version-clash.ts";
import { knowsValues } from "../checks/depends-on-invalid.ts";
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
  /** Its path: at the top level, or in the image. */
  path: Path;
}

/** An image's own `versions`, or the common one. Undefined without one, or if it is faulty. */
export function versionsOf(image: ImageModel, model: Model, problems: Problems): ImageVersions | undefined {
  const own = image.config.versions;
  const config = own ?? model.config.versions;
  const path = own === undefined ? ["versions"] : [...image.path, "versions"];
  if (!config || problems.hasErrorBelow(...path)) return undefined;
  const stream = config.stream ?? (model.streams.length === 1 ? model.streams[0] : undefined);
  return stream === undefined ? undefined : { stream, gitTag: gitTagOf(image.name, config["git-tag"]).text, path };
}

/** Reports faults in `versions`, at the top level and in each image. */
export function checkVersions(model: Model, problems: Problems): void {
  checkBlock(model.config.versions, ["versions"], model.streams, "image", problems, model);
  for (const image of model.images) {
    const own = image.config.versions;
    if (own) checkBlock(own, [...image.path, "versions"], image.streams, image.name, problems, model);
  }
}

function checkBlock(
  config: Model["config"]["versions"],
  path: Path,
  streams: readonly string[],
  image: string,
  problems: Problems,
  model: Model,
): void {
  if (!config || problems.hasErrorBelow("streams")) return;
  if (config.stream === undefined && model.streams.length > 1 && !problems.hasErrorBelow(...path, "stream")) {
    const message = `missing key "stream": choose one of ${listed(model.streams)} for the version tags`;
    problems.add("config-missing-key", message, path, "key");
  }
  const { stream = model.streams[0] ?? "" } = config;
  if (!streams.includes(stream) && !problems.hasErrorBelow(...path)) {
    const unknown = config.stream !== undefined && !model.streams.includes(stream);
    const message = unknown
      ? `unknown stream "${stream}"${didYouMean(stream, model.streams)}`
      : `image "${image}" is not in the stream "${stream}", which gets the version tags`;
    problems.add("config-unknown-name", message, config.stream === undefined ? path : [...path, "stream"]);
  }
  checkGitTag(image, config["git-tag"], [...path, "git-tag"], problems);
}

function checkGitTag(image: string, given: string | undefined, at: Path, problems: Problems): void {
  const { text, unknown } = gitTagOf(image, given);
  if (unknown.length > 0) {
    const names = listed(unknown.map((name) => `{${name}}`));
    const subject = unknown.length === 1 ? "placeholder" : "placeholders";
    problems.add("config-placeholder", `unknown ${subject} ${names}: expected {version} or {image}`, at);
  } else if (!isGitTagPattern(text)) {
    const message = `"${given}" is not a valid form of git tags: write a valid git tag name with one {version}, at its end, such as "v{version}" or "{image}-v{version}"`;
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
  const report = (code: "config-tag" | "config-tag-collision", draft: Draft, message: string): void => {
    if (!problems.hasError(...pathOf(draft))) problems.add(code, message, pathOf(draft), "key");
  };
  for (const draft of drafts) {
    if (!draft.unit.versions || !knowsValues(draft.image, problems)) continue;
    const tag = versionTag(draft.unit, "1.4.2");
    const fault = movingTagFault(tag);
    if (fault !== undefined)
      report("config-tag", draft, `a version tag of ${draft.unit.name} would be the invalid tag "${tag}": ${fault}`);
  }
  if (model.lacksMatrix) return;
  for (const { versioned, other, repository, tag } of versionClashes(drafts.map(({ unit }) => unit))) {
    const [draft, second] = [byUnit.get(versioned), byUnit.get(other)];
    if (!draft || !second) continue;
    const both = other.versions !== undefined && ![other.streamTag, ...other.aliases.map((alias) => alias.tag)].includes(tag);
    const message = both
      ? `${versioned.name} and ${other.name} would both get version tags like ${tag} in ${repository}: give one of them other destinations, or \`versions: false\``
      : `${tag} is a tag of ${other.name} in ${repository}, and would be a version tag of ${versioned.name}: give it another name`;
    report("config-tag-collision", draft, message);
  }
}
