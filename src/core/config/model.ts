import type { Path } from "./document/document.ts";
import { type Field, fieldOf, fieldsOf, type NamedFields } from "./document/field.ts";
import { type Condition, conditionOf, type Vocabulary } from "./matrix/condition.ts";
import { type Matrix, matrixOf, vocabularyOf } from "./matrix/matrix.ts";
import type { AliasConfig, Config, ImageConfig, RepositoryConfig, WhenConfig } from "./schema/schema.ts";
import { type TestModel, testModelOf } from "./test-model.ts";

export interface AliasModel {
  field: Field;
  when: WhenConfig | undefined;
  condition: Condition | undefined;
  timestamps: boolean;
  path: Path;
}

/** A registry with its namespace, or a full repository. */
export interface RepositoryModel {
  name: string;
  when: WhenConfig | undefined;
  condition: Condition | undefined;
  required: boolean;
  path: Path;
  /** The path of its name. */
  namePath: Path;
}

/** One image with all that it gets from the common keys. Texts are parsed, and know their paths. */
export interface ImageModel {
  name: string;
  path: Path;
  config: ImageConfig;
  matrix: Matrix;
  /** Undefined when there is no matrix. */
  matrixPath: Path | undefined;
  /** In the configuration's order. */
  streams: readonly string[];
  vocabulary: Vocabulary;
  /** Undefined: the default. */
  tag: Field | undefined;
  aliases: readonly AliasModel[];
  /** Its own full repositories. Undefined if it goes to the common registries under its name. */
  destinations: readonly RepositoryModel[] | undefined;
  context: Field;
  dockerfile: Field | undefined;
  target: Field | undefined;
  args: NamedFields;
  contexts: NamedFields;
  labels: NamedFields;
  tests: readonly TestModel[];
}

/** The whole configuration, parsed. */
export interface Model {
  config: Config;
  streams: readonly string[];
  streamArgs: ReadonlyMap<string, NamedFields>;
  matrix: Matrix;
  tag: Field | undefined;
  aliases: readonly AliasModel[];
  /** Undefined: the default. */
  registries: readonly RepositoryModel[] | undefined;
  images: readonly ImageModel[];
  /** Every image that the file names, even if it is too faulty for `images`. */
  names: readonly string[];
  /** Whether one of those has its own matrix: its names and values are unknown. */
  lacksMatrix: boolean;
}

/** @param written the file's value, with its faulty parts */
export function modelOf(config: Config, written: unknown): Model {
  const streams = Object.keys(config.streams ?? { release: {} });
  const common = {
    tag: config.tag === undefined ? undefined : fieldOf(config.tag, ["tag"]),
    aliases: aliasesOf(config.aliases ?? [], ["aliases"]),
    matrix: matrixOf(config.matrix),
  };
  const streamArgs = new Map(
    Object.entries(config.streams ?? {}).map(
      ([name, stream]) => [name, fieldsOf(stream?.args, ["streams", name, "args"], true)] as const,
    ),
  );
  const images = Object.entries(config.images).map(([name, image]) => imageModelOf(name, image, { ...common, streams, config }));
  const registries = config.registries && repositoriesOf(config.registries, ["registries"]);
  const inFile = Object.entries(mapAt(written, "images"));
  const lacksMatrix = inFile.some(
    ([name, image]) => !Object.hasOwn(config.images, name) && Object.hasOwn(mapAt(image), "matrix"),
  );
  return { ...common, config, streams, streamArgs, registries, images, names: inFile.map(([name]) => name), lacksMatrix };
}

/** A map of the file, or the map under one of its keys. Empty if it is no map. */
function mapAt(value: unknown, key?: string): object {
  if (typeof value !== "object" || value === null) return {};
  return key === undefined ? value : mapAt((value as Record<string, unknown>)[key]);
}

interface Common {
  tag: Field | undefined;
  aliases: readonly AliasModel[];
  matrix: Matrix;
  streams: readonly string[];
  config: Config;
}

function imageModelOf(name: string, config: ImageConfig, common: Common): ImageModel {
  const path = ["images", name];
  const at = (key: string) => [...path, key];
  const own = config.matrix;
  const matrix = own === undefined ? common.matrix : matrixOf(own === false ? undefined : own);
  const matrixPath =
    own === undefined ? (common.config.matrix === undefined ? undefined : ["matrix"]) : own === false ? undefined : at("matrix");
  const streams =
    config.streams === undefined ? common.streams : common.streams.filter((stream) => config.streams?.includes(stream));
  return {
    name,
    path,
    config,
    matrix,
    matrixPath,
    streams,
    vocabulary: new Map([...vocabularyOf(matrix), ["stream", new Set(streams)]]),
    tag: config.tag === undefined ? common.tag : fieldOf(config.tag, at("tag")),
    aliases: config.aliases === undefined ? common.aliases : aliasesOf(config.aliases, at("aliases")),
    destinations: config.destinations && repositoriesOf(config.destinations, at("destinations")),
    context: fieldOf(config.context, at("context")),
    dockerfile: config.dockerfile === undefined ? undefined : fieldOf(config.dockerfile, at("dockerfile")),
    target: config.target === undefined ? undefined : fieldOf(config.target, at("target")),
    args: fieldsOf(config.args, at("args"), true),
    contexts: fieldsOf(config.contexts, at("contexts")),
    labels: fieldsOf(config.labels, at("labels"), true),
    tests: (config.tests ?? []).map((test, index) => testModelOf(test, [...at("tests"), index])),
  };
}

function aliasesOf(aliases: readonly AliasConfig[], path: Path): AliasModel[] {
  return aliases.map(({ tag, when, timestamps }, index) => ({
    field: { ...fieldOf(tag, [...path, index, "tag"]), alias: true },
    when,
    condition: when && conditionOf(when),
    timestamps: timestamps ?? false,
    path: [...path, index],
  }));
}

function repositoriesOf(repositories: readonly RepositoryConfig[], path: Path): RepositoryModel[] {
  return repositories.map((entry, index) => {
    const { name, when, required }: Exclude<RepositoryConfig, string> = typeof entry === "string" ? { name: entry } : entry;
    const at = [...path, index];
    return {
      name,
      when,
      condition: when && conditionOf(when),
      required: required ?? true,
      path: at,
      namePath: typeof entry === "string" ? at : [...at, "name"],
    };
  });
}
