import { partOf } from "../../lib/placeholder.ts";
import { nearest } from "../../lib/text/nearest.ts";
import type { ImageModel } from "../model.ts";

/**
 * Whether `{name}` is text for an image: `{os.major}`, where the image has no value of such a name.
 * Braces around anything that is no placeholder are text.
 */
export function isPlainText(name: string, { values }: Pick<ImageModel, "values">): boolean {
  const value = partOf(name);
  return value !== undefined && !values.has(value) && nearest(value, values.keys()) === undefined;
}
