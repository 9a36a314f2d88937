/** `defaults`: keys of every image that the image does not have itself. */

/** Keys whose maps are joined: an image's own entries win. Any other value is replaced whole. */
export const joinedKeys: readonly string[] = ["args", "labels", "contexts"];

/**
 * Keys of an image that cannot be in `defaults`, with the place for them. The common ones are at
 * the top level, and an image that is the base of all others would be its own.
 */
export const keysOutsideDefaults: Readonly<Record<string, string>> = {
  matrix: "put it at the top level",
  tag: "put it at the top level",
  aliases: "put it at the top level",
  versions: "put it at the top level",
  values: "put it at the top level",
  retention: "put it at the top level",
  destinations: "not supported, use `registries` at the top level",
  base: "not supported, put it in each image",
};

/**
 * A configuration as YAML gave it, each image with the keys of `defaults` that it lacks. `defaults`
 * comes first, so that its own faults are reported as such. Copies what it adds.
 */
export function withDefaults(value: unknown): unknown {
  if (!isMap(value) || !isMap(value["defaults"]) || !isMap(value["images"])) return value;
  const { defaults, images, ...others } = value;
  const common = Object.entries(defaults as object).filter(([key]) => !Object.hasOwn(keysOutsideDefaults, key));
  const joined = Object.entries(images as object).map(([name, image]) => [name, joinImage(image ?? {}, common)]);
  return { defaults, ...others, images: Object.fromEntries(joined) };
}

function joinImage(image: unknown, common: readonly [string, unknown][]): unknown {
  if (!isMap(image)) return image;
  const own = image;
  const added = common.map(([key, value]): [string, unknown] => {
    const [copy, present] = [structuredClone(value), own[key]];
    if (!Object.hasOwn(own, key)) return [key, copy];
    return [key, joinedKeys.includes(key) && isMap(copy) && isMap(present) ? { ...copy, ...present } : present];
  });
  return Object.fromEntries([...added, ...Object.entries(own).filter(([key]) => !common.some(([name]) => name === key))]);
}

/**
 * Where a path of an image is written: in the image or, if that lacks the key, in `defaults`.
 * @param has whether the file has a key, with its place
 */
export function writtenPath(path: Path, has: (path: Path) => boolean): Path {
  const [section, image, key, entry] = path;
  if (section !== "images" || image === undefined || key === undefined || Object.hasOwn(keysOutsideDefaults, key)) return path;
  const isJoined = joinedKeys.includes(String(key)) && entry !== undefined;
  const own = path.slice(0, isJoined ? 4 : 3);
  return !has(own) && has(["defaults", ...own.slice(2)]) ? ["defaults", ...path.slice(2)] : path;
}

type Path = readonly (string | number)[];

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
