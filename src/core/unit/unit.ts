import type { Test } from "../tests/kinds.ts";

/** An alias of a unit's stream tag, in force for this unit (its `when` held), placeholders substituted. */
export interface Alias {
  tag: string;
  /** Whether `{alias}-{timestamp}` is written too. */
  timestamps: boolean;
}

/** One repository in a registry to which a unit is published. */
export interface Destination {
  /** `registry/name`, always with its registry: `docker.io/osg/xcache`, `localhost:5000/xcache`. */
  repository: string;
  /** When false, its failure is a warning, and the next run completes it. */
  required: boolean;
}

/** A secret by reference: never its value. Exactly one of `env` and `src`. */
export interface SecretReference {
  id: string;
  /** Name of the environment variable that holds it. */
  env?: string;
  /** Path of the file that holds it. */
  src?: string;
}

/** How a unit's image is built; all placeholders but `{built}` substituted. Paths are relative to the repository's root. */
export interface BuildSpec {
  /** `.` for the root. */
  context: string;
  dockerfile: string;
  target?: string;
  args: Record<string, string>;
  /** BuildKit's named contexts: local paths, or `docker-image://…`, `https://…`. */
  contexts: Record<string, string>;
  secrets: SecretReference[];
  labels: Record<string, string>;
}

/** image x variant x stream: what is planned, built, tested, published, held and rolled back on its own. */
export interface Unit {
  /** What people know it by: `frontier-squid:25-el9-release`, image and stream tag. Unique. */
  name: string;
  image: string;
  stream: string;
  /** The matrix's dimensions with this unit's values, in the order of the configuration. */
  variant: Record<string, string>;
  streamTag: string;
  aliases: Alias[];
  /** Which git tags are versions of it, `v{version}`: its stream is the one whose images get version tags. */
  versions?: { gitTag: string };
  /** The first one holds its builds and candidates. Never empty. */
  destinations: Destination[];
  /** When false, the unit's failure does not make the run red. */
  required: boolean;
  /** The name of the unit it is built on: its image's `base`, or what its Dockerfile names of this configuration. */
  base?: string;
  /** What names the base in its Dockerfile, where that is not just what it is published as: a stage of the Dockerfile has such a name, too. */
  baseNames?: string[];
  /** `linux/amd64`, `linux/arm64`, `linux/arm/v7`. Never empty. */
  platforms: string[];
  build: BuildSpec;
  tests: Test[];
}

/** The families of a unit's tags: its stream tag, then its aliases. */
export function movingTagsOf(unit: Pick<Unit, "streamTag" | "aliases">): string[] {
  return [unit.streamTag, ...unit.aliases.map((alias) => alias.tag)];
}

/** The families that get timestamp tags: the stream tag always, an alias where it asks for them. */
export function timestampedTagsOf(unit: Pick<Unit, "streamTag" | "aliases">): string[] {
  return [unit.streamTag, ...unit.aliases.filter((alias) => alias.timestamps).map((alias) => alias.tag)];
}
