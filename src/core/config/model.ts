import type { From } from "../sources/from.ts";
import { noStream } from "../unit/versions-alone.ts";
import type { Home } from "./default-registry.ts";
import type { Path } from "./document/document.ts";
import { type Field, fieldOf, fieldsOf, type NamedFields } from "./document/field.ts";
import { type FollowModel, followModelsOf } from "./follow-model.ts";
import { type Condition, conditionOf, type Vocabulary } from "./matrix/condition.ts";
import { type Matrix, matrixOf, vocabularyOf } from "./matrix/matrix.ts";
import { type ScanModel, scanModelOf } from "./scan-model.ts";
import type { AliasConfig, Config, ImageConfig, RepositoryConfig, WhenConfig } from "./schema/schema.ts";
import { type TestModel, testModelOf } from "./test-model.ts";
import { fromsOf } from "./units/from.ts";
import { joinValues, type ValueModels, valueModelsOf } from "./values/value-model.ts";

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

/** A platform of an image, or of those of its units that a `when` selects. */
export interface PlatformModel {
  platform: string;
  when: WhenConfig | undefined;
  condition: Condition | undefined;
  path: Path;
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
  platforms: readonly PlatformModel[];
  /** The common values and its own. */
  values: ValueModels;
  context: Field;
  dockerfile: Field | undefined;
  target: Field | undefined;
  args: NamedFields;
  contexts: NamedFields;
  labels: NamedFields;
  annotations: NamedFields;
  tests: readonly TestModel[];
  scan: ScanModel | undefined;
}

/** The whole configuration, parsed. */
export interface Model {
  config: Config;
  streams: readonly string[];
  streamArgs: ReadonlyMap<string, NamedFields>;
  /** The valid `from` of streams that do not come from the default branch. */
  from: ReadonlyMap<string, From>;
  /** The streams that follow others: their units are not built. */
  follows: ReadonlyMap<string, FollowModel>;
  matrix: Matrix;
  tag: Field | undefined;
  aliases: readonly AliasModel[];
  /** The common values. */
  values: ValueModels;
  /** Undefined: the default. */
  registries: readonly RepositoryModel[] | undefined;
  images: readonly ImageModel[];
  /** Every image that the file names, even if it is too faulty for `images`. */
  names: readonly string[];
  /** Whether one of those has its own matrix: its names and values are unknown. */
  lacksMatrix: boolean;
}

/**
 * @param written the file's value, with its faulty parts
 */
export function modelOf(config: Config, written: unknown, { defaultBranch, oneSource, today }: Home = {}): Model {
  const streams = Object.keys(config.streams ?? { release: {} });
  const common = {
    tag: config.tag === undefined ? undefined : fieldOf(config.tag, ["tag"]),
    aliases: aliasesOf(config.aliases ?? [], ["aliases"]),
    matrix: matrixOf(config.matrix),
    values: valueModelsOf(config.values, ["values"]),
  };
  const streamArgs = new Map(
    Object.entries(config.streams ?? {}).map(
      ([name, stream]) => [name, fieldsOf(stream?.args, ["streams", name, "args"], true)] as const,
    ),
  );
  const images = Object.entries(config.images).map(([name, image]) =>
    imageModelOf(name, image, { ...common, streams, config, today }),
  );
  const registries = config.registries && repositoriesOf(config.registries, ["registries"]);
  const inFile = Object.entries(mapAt(written, "images"));
  const lacksMatrix = inFile.some(
    ([name, image]) => !Object.hasOwn(config.images, name) && Object.hasOwn(mapAt(image), "matrix"),
  );
  const from = oneSource ? new Map<string, From>() : fromsOf(config.streams, defaultBranch);
  const follows = followModelsOf(config.streams, today);
  const names = inFile.map(([name]) => name);
  return { ...common, config, streams, streamArgs, from, follows, registries, images, names, lacksMatrix };
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
  values: ValueModels;
  streams: readonly string[];
  config: Config;
  today: string | undefined;
}

function imageModelOf(name: string, config: ImageConfig, common: Common): ImageModel {
  const path = ["images", name];
  const at = (key: string) => [...path, key];
  const own = config.matrix;
  const matrix = own === undefined ? common.matrix : matrixOf(own === false ? undefined : own);
  const matrixPath =
    own === undefined ? (common.config.matrix === undefined ? undefined : ["matrix"]) : own === false ? undefined : at("matrix");
  const streams = streamsOf(config, common.streams);
  return {
    name,
    path,
    config,
    matrix,
    matrixPath,
    streams,
    vocabulary: new Map([...vocabularyOf(matrix), ["stream", new Set(streams)]]),
    tag: config.tag === undefined ? common.tag : fieldOf(config.tag, at("tag")),
    aliases: aliasesFor(config, common.aliases, at("aliases")),
    destinations: config.destinations && repositoriesOf(config.destinations, at("destinations")),
    platforms: platformsOf(config.platforms, at("platforms")),
    values: joinValues(common.values, valueModelsOf(config.values, at("values"))),
    context: fieldOf(config.context, at("context")),
    dockerfile: config.dockerfile === undefined ? undefined : fieldOf(config.dockerfile, at("dockerfile")),
    target: config.target === undefined ? undefined : fieldOf(config.target, at("target")),
    args: fieldsOf(config.args, at("args"), true),
    contexts: fieldsOf(config.contexts, at("contexts")),
    labels: fieldsOf(config.labels, at("labels"), true),
    annotations: fieldsOf(config.annotations, at("annotations"), true),
    tests: (config.tests ?? []).map((test, index) => testModelOf(test, [...at("tests"), index], common.today)),
    scan: config.scan && scanModelOf(config.scan, at("scan")),
  };
}

/** The aliases of an image: none without streams, because an alias moves with one. */
function aliasesFor({ streams, aliases }: ImageConfig, all: readonly AliasModel[], path: Path): readonly AliasModel[] {
  if (streams === false) return [];
  return aliases === undefined ? all : aliasesOf(aliases, path);
}

/** The streams of an image. One without streams has a stand-in, so that it has units. */
function streamsOf({ streams: own }: ImageConfig, all: readonly string[]): readonly string[] {
  if (own === false) return [noStream];
  return own === undefined ? all : all.filter((stream) => own.includes(stream));
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

function platformsOf(platforms: ImageConfig["platforms"], path: Path): PlatformModel[] {
  return (platforms ?? ["linux/amd64"]).map((entry, index) => {
    const { platform, when } = typeof entry === "string" ? { platform: entry } : entry;
    return { platform, when, condition: when && conditionOf(when), path: [...path, index] };
  });
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
