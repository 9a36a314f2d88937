import { didYouMean } from "../../lib/text/nearest.ts";
import { imageNameFault, registryFault } from "../../oci/reference.ts";
import type { DefaultRegistry } from "../default-registry.ts";
import type { Problems } from "../document/problems.ts";
import { checkCondition, union } from "../matrix/condition.ts";
import { checkMatrix } from "../matrix/matrix.ts";
import type { AliasModel, ImageModel, Model, PlatformModel, RepositoryModel } from "../model.ts";
import { checkAnnotations } from "./annotations.ts";
import { bySource } from "./by-source.ts";
import { knowsNames, knowsValues } from "./depends-on-invalid.ts";
import { checkTests } from "./tests.ts";

/** Reports faults in what all images share: streams, matrix and registries. */
export function checkCommon(model: Model, fallback: DefaultRegistry, problems: Problems): void {
  const { config } = model;
  if (config.streams && model.streams.length === 0 && !problems.hasErrorBelow("streams")) {
    problems.add(
      "config-empty",
      "`streams` is empty: add a stream, or remove the key to get the stream `release`",
      ["streams"],
      "key",
    );
  }
  if (config.matrix && !problems.hasError("matrix")) checkMatrix(model.matrix, ["matrix"], model.streams, problems);
  if (model.registries) checkRepositories(model.registries, "registry", problems);
  else if (
    "none" in fallback &&
    !problems.hasErrorBelow("registries") &&
    model.images.some(({ destinations }) => !destinations)
  ) {
    problems.add("config-registry", `\`registries\` is missing, and ${fallback.none}`, [], "key");
  }
  if (model.images.length === 0 && !problems.hasErrorBelow("images")) {
    problems.add(
      "config-empty",
      "`images` is empty: add an image, for example `images: { NAME: { context: . } }`",
      ["images"],
      "key",
    );
  }
}

/** Reports faults that one image alone shows. */
export function checkImage(image: ImageModel, model: Model, problems: Problems): void {
  const { path } = image;
  const fault = imageNameFault(image.name);
  if (fault !== undefined) problems.add("config-image-name", `"${image.name}" is not a valid image name: ${fault}`, path, "key");
  if (image.matrixPath?.[0] === "images" && !problems.hasError(...image.matrixPath))
    checkMatrix(image.matrix, image.matrixPath, model.streams, problems);
  checkStreams(image, model, problems);
  checkPlatforms(image.platforms, problems);
  checkSecrets(image, problems);
  checkAnnotations(image, problems);
  checkTests(image.tests, "this image", problems);
  if (image.destinations) checkRepositories(image.destinations, "repository", problems);
}

function checkStreams({ name, config, path }: ImageModel, model: Model, problems: Problems): void {
  if (config.streams === false) {
    if (config.aliases && !problems.hasErrorBelow(...path, "aliases")) {
      const message = `image "${name}" has no stream that aliases could move with: give it a pattern in \`versions.tags\``;
      problems.add("config-value", message, [...path, "aliases"], "key");
    }
    return;
  }
  if (config.streams === undefined || problems.hasErrorBelow("streams")) return;
  if (config.streams.length === 0) {
    problems.add("config-empty", "the image has no stream: add one, or remove `streams` to get all", [...path, "streams"], "key");
  }
  for (const [index, stream] of config.streams.entries()) {
    if (model.streams.includes(stream)) continue;
    problems.add("config-unknown-name", `unknown stream "${stream}"${didYouMean(stream, model.streams)}`, [
      ...path,
      "streams",
      index,
    ]);
  }
}

/** Two entries may have one platform, each for its own units. */
function checkPlatforms(platforms: readonly PlatformModel[], problems: Problems): void {
  for (const [index, { platform, when, path }] of platforms.entries()) {
    const earlier = platforms.slice(0, index).find((entry) => entry.platform === platform && !(entry.when && when));
    if (earlier) problems.add("config-value", `duplicate platform ${platform}`, path);
  }
}

function checkSecrets({ config, path }: ImageModel, problems: Problems): void {
  const seen = new Set<string>();
  for (const [index, secret] of (config.secrets ?? []).entries()) {
    const at = [...path, "secrets", index];
    const id = typeof secret === "string" ? secret : secret.id;
    if (seen.has(id)) problems.add("config-value", `two secrets have the id "${id}"`, at);
    seen.add(id);
    if (typeof secret === "string") continue;
    const named = /^[A-Za-z_]\w*$/.test(id);
    if (!named && secret.env === undefined && secret.src === undefined && !problems.hasErrorBelow(...at)) {
      problems.add(
        "config-value",
        `the secret "${id}" needs \`env\` or \`src\`, because its id is not a valid variable name`,
        at,
      );
    }
    if (secret.env !== undefined && secret.src !== undefined) {
      problems.add("config-value", `the secret "${id}" has both \`env\` and \`src\`: remove one of them`, at);
    }
  }
}

function checkRepositories(entries: readonly RepositoryModel[], kind: "registry" | "repository", problems: Problems): void {
  for (const { name, namePath } of entries) {
    const fault = registryFault(name, kind);
    if (fault !== undefined) problems.add("config-registry", `"${name}" is not a valid ${kind}: ${fault}`, namePath);
  }
}

/**
 * Reports every `when` with a name or a value that no unit has. A shared one may match any image.
 */
export function checkConditions(model: Model, problems: Problems): void {
  const { images } = model;
  const check = (entries: readonly Pick<AliasModel, "when" | "path">[], users: readonly ImageModel[]) => {
    if (users.length === 0 || !users.every((image) => knowsNames(image, problems))) return;
    const complete = users.every((image) => knowsValues(image, problems));
    const known = { vocabulary: union(users.map((image) => image.vocabulary)), complete };
    for (const { when, path } of entries) if (when) checkCondition(when, [...path, "when"], known, problems);
  };
  if (!model.lacksMatrix) {
    check(model.registries ?? [], images);
    check(model.aliases, images);
  }
  for (const image of images) {
    if (image.aliases !== model.aliases) check(image.aliases, [image]);
    if (image.destinations) check(image.destinations, [image]);
  }
  for (const { entry, users } of bySource(images, conditionsOf, problems)) check([entry], users);
}

/** The conditions of an image that `defaults` may give. */
function conditionsOf({ config: { required }, path, platforms }: ImageModel): Pick<AliasModel, "when" | "path">[] {
  const ofRequired = typeof required === "object" ? [{ when: required.when, path: [...path, "required"] }] : [];
  return [...ofRequired, ...platforms.filter(({ when }) => when)];
}
