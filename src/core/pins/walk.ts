import { isCollection, isMap, isScalar, isSeq, type Node, type Scalar, type YAMLMap } from "yaml";
import { isMergeKey, resolved, textOf, type YamlFile } from "./yaml-file.ts";

/** A scalar where a key or a list has it. */
export interface Value {
  scalar: Scalar;
  /** The scalar itself, or an alias of it. */
  place: Node;
  /** The nearest key above it; empty without one. */
  key: string;
  /** It is an item of a list `images`. */
  isImagesItem: boolean;
  /** It is below a key that only defines anchors: `x-…`, `.…`, `_…`. */
  isDefinition: boolean;
  /** The nearest `kind` above it; empty without one. */
  kind: string;
}

/** The keys that `readImageMap` and `leaveBuiltImages` ask for. No others: maps that merge each other could have millions. */
const imageKeys: ReadonlySet<string> = new Set([
  "build",
  "digest",
  "extends",
  "image",
  "kind",
  "name",
  "newName",
  "newTag",
  "ref",
  "registry",
  "repository",
  "semver",
  "services",
  "spec",
  "tag",
  "url",
]);

/** The image keys of a map, with those that `<<` adds. */
export interface MapReading {
  map: YAMLMap;
  values: ReadonlyMap<string, { node: Node; place: Node }>;
  isImagesItem: boolean;
}

/** Everything in a file that may name an image, in its order. */
export interface Walk {
  values: readonly Value[];
  maps: ReadonlyMap<YAMLMap, MapReading>;
}

interface Place {
  key: string;
  isImagesItem: boolean;
  isDefinition: boolean;
  kind: string;
}

const definition = /^(?:x-|\.|_)/;

/** Visits the values of all documents. Each node once: what an alias repeats is where its anchor is. */
export function walk(file: YamlFile): Walk {
  const values: Value[] = [];
  const maps = new Map<YAMLMap, MapReading>();
  const entries = new Entries(file);
  const visitNode = (node: unknown, place: Place): void => {
    const target = resolved(file, node);
    if (isScalar(target)) values.push({ scalar: target, place: node as Node, ...place });
    if (!isCollection(node)) return;
    const own = isMap(node) ? entries.of(node) : undefined;
    if (isMap(node) && own) maps.set(node, { map: node, values: own, isImagesItem: place.isImagesItem });
    const kind = textOf(own?.get("kind")?.node) ?? place.kind;
    for (const [child, below] of childrenOf(node, { ...place, kind })) visitNode(child, below);
  };
  const top: Place = { key: "", isImagesItem: false, isDefinition: false, kind: "" };
  for (const { contents } of file.documents) visitNode(contents, top);
  return { values, maps };
}

function childrenOf(node: Node, place: Place): [node: unknown, place: Place][] {
  if (isSeq(node)) return node.items.map((item) => [item, { ...place, isImagesItem: place.key === "images" }]);
  if (!isMap(node)) return [];
  return node.items.map(({ key, value }) => {
    const name = textOf(key) ?? "";
    return [value, { ...place, key: name, isImagesItem: false, isDefinition: place.isDefinition || definition.test(name) }];
  });
}

type EntryMap = Map<string, { node: Node; place: Node }>;

/** The entries of maps, with those that merge keys add. A map's own key wins, then the earlier map. */
class Entries {
  readonly #file: YamlFile;
  readonly #known = new Map<YAMLMap, EntryMap>();

  constructor(file: YamlFile) {
    this.#file = file;
  }

  of(map: YAMLMap): EntryMap {
    const before = this.#known.get(map);
    if (before) return before;
    const entries: EntryMap = new Map();
    this.#known.set(map, entries); // a map that merges itself adds nothing
    for (const { key, value } of map.items) {
      const name = textOf(key) ?? "";
      const node = imageKeys.has(name) ? resolved(this.#file, value) : undefined;
      if (node) entries.set(name, { node, place: value as Node });
    }
    for (const source of this.#mergedInto(map)) {
      for (const [name, entry] of this.of(source)) if (!entries.has(name)) entries.set(name, entry);
    }
    return entries;
  }

  #mergedInto({ items }: YAMLMap): YAMLMap[] {
    return items.flatMap(({ key, value }) => {
      if (!isMergeKey(key)) return [];
      const node = resolved(this.#file, value);
      return (isSeq(node) ? node.items : [node]).map((item) => resolved(this.#file, item)).filter((item) => isMap(item));
    });
  }
}
