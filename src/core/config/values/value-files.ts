import { normalizePath } from "../../lib/repository-path.ts";
import { expand, maximumCombinations, sizeOf } from "../matrix/matrix.ts";
import type { ImageModel, Model } from "../model.ts";
import { filled } from "./filled.ts";
import type { ValueFile } from "./source-files.ts";

/** The files that a configuration may read values from, each once for a stream. */
export function valueFilesOf(model: Model): ValueFile[] {
  const found = new Map<string, ValueFile>();
  for (const image of model.images) for (const file of filesOf(image)) found.set(`${file.stream}\0${file.path}`, file);
  return [...found.values()];
}

function filesOf(image: ImageModel): ValueFile[] {
  if (image.values.size === 0 || sizeOf(image.matrix) > maximumCombinations) return [];
  const templates = [...image.values.values()].map(({ file }) => file.template);
  return expand(image.matrix, image.streams).flatMap(({ stream, values }) => {
    const names = { ...values, stream, image: image.name };
    return templates.flatMap((template) => {
      const file = filled(template, names);
      const path = "text" in file ? normalizePath(file.text) : undefined;
      return path === undefined ? [] : [{ stream, path }];
    });
  });
}
