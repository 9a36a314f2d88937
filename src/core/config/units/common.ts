import type { SecretReference, Unit } from "../../unit/unit.ts";
import { MissingValues } from "../checks/missing-values.ts";
import type { DefaultRegistry } from "../default-registry.ts";
import type { Field } from "../document/field.ts";
import type { Problems } from "../document/problems.ts";
import { type Condition, conditionOf } from "../matrix/condition.ts";
import type { ImageModel, Model } from "../model.ts";
import type { UnitValues } from "../values/unit-values.ts";
import { type BuildPaths, buildPathsOf, type TextOf } from "./build-paths.ts";
import { candidatesOf } from "./candidates.ts";
import { Destinations } from "./destinations.ts";
import { type Lookup, onceIf } from "./lookup.ts";
import type { Paths } from "./paths.ts";
import type { Place } from "./place.ts";
import { UnitPlatforms } from "./platforms.ts";
import { scanOf } from "./scan.ts";
import { secretOf } from "./secrets.ts";
import { testsOf } from "./tests.ts";
import { type ImageVersions, versionsOf } from "./versions.ts";

/** What units are made with, besides their images. */
export interface Surroundings {
  model: Model;
  fallback: DefaultRegistry;
  /** Where the paths of a stream's units are looked up. */
  placeOf(stream: string): Place;
  values: UnitValues;
  problems: Problems;
  /** The pushed git tag, if it is what is built. */
  gitTag: string | undefined;
}

/** The common part of all units of an image. */
export interface Common {
  image: ImageModel;
  model: Model;
  streamArgs: Model["streamArgs"];
  destinations: Destinations;
  candidates: Pick<Unit, "candidates">;
  /** The form of its builds and how they are made, as far as that is not the default. */
  output: Pick<Unit["build"], "cache" | "compression" | "packages" | "provenance" | "sharedStages">;
  secrets: SecretReference[];
  versions: ImageVersions | undefined;
  timestamps: Unit["timestamps"];
  platforms: UnitPlatforms;
  required: Condition | boolean;
  missingValues: MissingValues;
  placeOf: Surroundings["placeOf"];
  values: UnitValues;
  gitTag: string | undefined;
  pathsOf: Lookup<BuildPaths>;
  testsOf: Lookup<Pick<Unit, "tests" | "scan">>;
  problems: Problems;
}

/** The common part of an image's units. */
export function commonOf(image: ImageModel, { model, fallback, placeOf, values, problems, gitTag }: Surroundings): Common {
  const { config } = image;
  const buildFields = [image.context, image.dockerfile, ...image.contexts.map(([, field]) => field)].filter(
    (field) => field !== undefined,
  );
  return {
    image,
    model,
    streamArgs: model.streamArgs,
    destinations: new Destinations(image, model, fallback, problems),
    candidates: candidatesOf(image, model),
    output: {
      ...(config.cache ? { cache: config.cache } : {}),
      ...(config.compression === "zstd" ? { compression: config.compression } : {}),
      ...(config.provenance === "max" ? { provenance: config.provenance } : {}),
      ...(config["shared-stages"] ? { sharedStages: true } : {}),
      ...(config.packages === false ? { packages: false } : {}),
    },
    secrets: (config.secrets ?? []).map(secretOf),
    versions: versionsOf(image, model, problems),
    timestamps: model.config.timestamps,
    platforms: new UnitPlatforms(image),
    required: typeof config.required === "object" ? conditionOf(config.required.when) : config.required !== false,
    missingValues: new MissingValues(image, problems),
    placeOf,
    values,
    gitTag,
    pathsOf: onceIf(buildFields.every(isConstant), (textOf, { paths }) => buildPathsOf(image, textOf, paths, problems)),
    testsOf: onceIf(
      image.tests.every(({ constant }) => constant) && (image.scan?.script ?? []).every(isConstant),
      (textOf, { paths }, platforms) => unitTests(image, platforms, textOf, paths),
    ),
    problems,
  };
}

/** The tests and the scan of an image's unit. */
export function unitTests(
  { tests, scan }: ImageModel,
  platforms: readonly string[],
  textOf: TextOf,
  paths: Paths,
): Pick<Unit, "tests" | "scan"> {
  return { tests: testsOf(tests, platforms, textOf, paths), ...(scan ? { scan: scanOf(scan, textOf, paths) } : {}) };
}

function isConstant(field: Field): boolean {
  return field.template.names.length === 0;
}
