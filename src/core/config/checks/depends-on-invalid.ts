import type { Problems } from "../document/problems.ts";
import type { ImageModel } from "../model.ts";

/**
 * Finds the parts of a faulty configuration that are still reliable: one mistake gives one message.
 */

/** Whether all names are known that an image's `when` and placeholders may use. */
export function knowsNames(image: ImageModel, problems: Problems): boolean {
  return faultsOfMatrix(image, problems).every(
    ([key, index, name]) =>
      key === "exclude" || (key === "include" ? name === "stream" : typeof index === "number" && name === undefined),
  );
}

/** Whether the values of these names are known too, and with them the image's units. */
export function knowsValues(image: ImageModel, problems: Problems): boolean {
  return faultsOfMatrix(image, problems).length === 0 && knowsStreams(image, problems);
}

function faultsOfMatrix({ path, config, matrixPath }: ImageModel, problems: Problems) {
  const own = problems.faultsUnder([...path, "matrix"]);
  return matrixPath?.[0] === "images" || config.matrix === false ? own : [...own, ...problems.faultsUnder(["matrix"])];
}

function knowsStreams({ path, config }: ImageModel, problems: Problems): boolean {
  if (config.streams !== undefined || problems.hasError(...path, "streams")) {
    if (problems.hasErrorBelow(...path, "streams")) return false;
  }
  return problems.faultsUnder(["streams"]).every((fault) => fault.length > 1);
}

/** Whether the keys that give an image's units and their tags have no fault. */
export function isUsable(image: ImageModel, problems: Problems): boolean {
  if (!knowsValues(image, problems) || (!image.tag && problems.hasError("tag"))) return false;
  return !["tag", "aliases"].some((key) => problems.hasError(...image.path, key));
}
