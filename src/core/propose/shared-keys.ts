import type { ImageEntry } from "./image-entry.ts";
import type { Yaml, YamlMap } from "./yaml-text.ts";

/** The keys of all images, and what remains of each. */
export interface SharedKeys {
  common: YamlMap;
  defaults: YamlMap;
  images: ReadonlyMap<string, YamlMap>;
}

const commonKeys = ["matrix", "tag", "aliases", "versions", "values"];
const joinedKeys = ["args", "contexts", "labels"];

/** Writes once what all images have. The only image of a file keeps what `defaults` would have. */
export function shareKeys(entries: readonly ImageEntry[]): SharedKeys {
  const isAlone = entries.length === 1;
  const commons = entries.map((entry) => byImage(entry.common, entry.name, isAlone));
  const owns = entries.map((entry) => byImage(entry.own, entry.name, isAlone));
  const common = Object.fromEntries(commonKeys.flatMap((key) => sharedEntry(key, commons)));
  const simple = Object.keys(owns[0] ?? {}).filter((key) => !joinedKeys.includes(key));
  const defaults: YamlMap = isAlone
    ? {}
    : {
        ...Object.fromEntries(simple.flatMap((key) => sharedEntry(key, owns))),
        ...Object.fromEntries(joinedKeys.flatMap((key) => sharedNames(key, owns))),
      };
  const images = entries.map((entry): [string, YamlMap] => [
    entry.name,
    { ...rest(entry.own, defaults), ...without(entry.common, Object.keys(common)) },
  ]);
  return { common, defaults, images: new Map(images) };
}

/** With `{image}` for the image's name in paths of folders, where a file has several images. */
function byImage(keys: YamlMap, name: string, isAlone: boolean): YamlMap {
  if (isAlone) return keys;
  const path = (value: Yaml | undefined): Yaml | undefined =>
    typeof value === "string"
      ? value
          .split("/")
          .map((part) => (part === name ? "{image}" : part))
          .join("/")
      : value;
  const { context, dockerfile, values } = keys;
  const files = isMap(values)
    ? Object.entries(values).map(
        ([key, value]) => [key, isMap(value) ? { ...value, file: path(value["file"]) ?? "" } : value] as const,
      )
    : undefined;
  return {
    ...keys,
    ...(context === undefined ? {} : { context: path(context) ?? context }),
    ...(dockerfile === undefined ? {} : { dockerfile: path(dockerfile) ?? dockerfile }),
    ...(files ? { values: Object.fromEntries(files) } : {}),
  };
}

function isMap(value: Yaml | undefined): value is YamlMap {
  return typeof value === "object" && !Array.isArray(value);
}

function sharedEntry(key: string, all: readonly YamlMap[]): [string, Yaml][] {
  const value = all[0]?.[key];
  if (value === undefined) return [];
  return all.every((one) => JSON.stringify(one[key]) === JSON.stringify(value)) ? [[key, value]] : [];
}

function sharedNames(key: string, all: readonly YamlMap[]): [string, Yaml][] {
  const maps = all.map((one) => one[key]).map((value) => (isMap(value) ? value : {}));
  const names = Object.keys(maps[0] ?? {}).flatMap((name) => sharedEntry(name, maps));
  return names.length === 0 ? [] : [[key, Object.fromEntries(names)]];
}

/** What an image has besides the defaults. */
function rest(own: YamlMap, defaults: YamlMap): YamlMap {
  const entries = Object.entries(own).flatMap(([key, value]): [string, Yaml][] => {
    const shared = defaults[key];
    if (shared === undefined) return [[key, value]];
    if (!joinedKeys.includes(key) || !isMap(value) || !isMap(shared)) return [];
    const names = without(value, Object.keys(shared));
    return Object.keys(names).length === 0 ? [] : [[key, names]];
  });
  return Object.fromEntries(entries);
}

function without(map: YamlMap, keys: readonly string[]): YamlMap {
  return Object.fromEntries(Object.entries(map).filter(([key]) => !keys.includes(key)));
}
