import { capabilities } from "../events/capabilities.ts";
import type { Digest } from "../lib/digest.ts";
import { substituteBuilt } from "../lib/placeholder.ts";
import { rfc3339 } from "../lib/time/timestamp.ts";
import { annotationKeys, ociKeys, reservedPrefix } from "../oci/annotations.ts";
import { familiarName } from "../oci/reference.ts";
import { printSeenBases } from "../oci/seen-base.ts";
import { wantsPackageList } from "../packages/generator.ts";
import type { Plan, PlannedUnit } from "../plan/plan.ts";
import { revisionOf } from "../plan/revision.ts";
import { movingTagsOf } from "../tags/publication-tags.ts";
import { keepsVersionLabel } from "../tags/version-label.ts";
import type { UnitBase } from "../unit/bases.ts";
import { buildRepository, firstRepository } from "../unit/repositories.ts";
import type { SecretReference, Unit } from "../unit/unit.ts";
import { isOutside, relativePath } from "./bake-paths.ts";
import type { BuildCache } from "./cache.ts";
import { escapeTemplates } from "./escape-templates.ts";
import { seenContexts } from "./seen-contexts.ts";

/** A base of a unit, with the digest that the build must use. */
export interface BakeBase extends Pick<UnitBase, "names" | "platforms"> {
  unit: Pick<Unit, "image" | "streamTag" | "aliases" | "variant" | "versions" | "destinations">;
  digest: Digest;
  /** The repository that has the digest, if it is not the first destination. */
  repository?: string;
  /** The absolute path of its image layout, if it was not pushed. */
  layout?: string;
}

/**
 * One target of a bake file (Docker's "Bake file reference"), with the keys that Tagstream uses.
 */
export interface BakeTarget {
  context: string;
  /** Relative to the context, as bake requires. */
  dockerfile: string;
  target?: string;
  args: Record<string, string>;
  contexts: Record<string, string>;
  secret: SecretReference[];
  platforms: string[];
  labels: Record<string, string>;
  annotations: string[];
  pull: true;
  /** Absent if the build reads a cache. */
  "no-cache"?: true;
  "cache-from"?: Record<string, string>[];
  "cache-to"?: Record<string, string>[];
  attest: ({ type: "provenance"; mode: "min" | "max" } | { type: "sbom"; generator: string })[];
  output: Record<string, string>[];
}

/**
 * The input of `docker buildx bake`: the bake file, and the paths outside the work tree that it may
 * read or write. See `BakeRequest` in ports.
 */
export interface BakeDefinition {
  definition: { target: Record<string, BakeTarget> };
  target: string;
  allowRead: string[];
  allowWrite: string[];
  secrets: SecretReference[];
  withheld: string[];
  generator?: string;
}

/** The name of the only target in every bake file. */
export const bakeTarget = "unit";

/**
 * The bake file that builds one unit. It pushes the image by digest, without a tag, to the
 * repository of this plan's builds. With `layout`, the absolute path of a folder, it writes an OCI
 * image layout there instead: for builds that stay on this machine. Untrusted changes also get no
 * secrets.
 *
 * - Fresh: it resolves bases again (`pull`). It reads no cache, not even the builder's own, unless
 *   `cache` names one.
 * - Provenance, minimal (`mode=min`) unless configured, proves the bases. With provenance, the result
 *   is an index even for one platform, and one request reads its annotations.
 * - A base's digest replaces every reference to the base that its unit publishes, whichever one the
 *   Dockerfile uses.
 * - `available`, the generator of this job, lists the packages, if the job has one and the unit wants
 *   a list. No list is an input of the inputs hash: it changes no byte of an image.
 */
export function bakeDefinition(
  plan: Plan,
  unit: PlannedUnit,
  bases: readonly BakeBase[] = [],
  layout?: string,
  cache: BuildCache = {},
  available?: string,
): BakeDefinition {
  const { build } = unit;
  const generator = wantsPackageList(plan, unit) ? available : undefined;
  const secrets = capabilities[plan.intent].secrets ? build.secrets : [];
  const target: BakeTarget = {
    context: build.context,
    dockerfile: relativePath(build.context, build.dockerfile),
    ...(build.target === undefined ? {} : { target: build.target }),
    args: mapValues(build.args, (value) => substituteBuilt(value, plan.timestamp)),
    contexts: Object.assign({}, build.contexts, seenContexts(unit), ...bases.map(baseContexts)),
    secret: secrets,
    platforms: unit.platforms,
    labels: labelsOf(plan, unit, bases[0]),
    annotations: [
      ...Object.entries(annotationsOf(plan, unit)).map(([key, value]) => `index,manifest:${key}=${value}`),
      ...(generator === undefined ? [] : [`manifest-descriptor:${annotationKeys.generator}=${generator}`]),
    ],
    pull: true,
    ...cacheKeys(cache),
    attest: [
      { type: "provenance", mode: build.provenance ?? "min" },
      ...(generator === undefined ? [] : [{ type: "sbom" as const, generator }]),
    ],
    output: [{ ...outputOf(plan, unit, layout), ...compressionOf(build) }],
  };
  return {
    definition: { target: { [bakeTarget]: escapeTemplates(target) } },
    target: bakeTarget,
    allowRead: [
      ...secrets.flatMap(({ src }) => (src !== undefined && isOutside(src) ? [src] : [])),
      ...bases.flatMap((base) => base.layout ?? []),
    ],
    allowWrite: layout === undefined ? [] : [layout],
    secrets,
    withheld: capabilities[plan.intent].secrets ? [] : (unit.withheld ?? []),
    ...(generator === undefined ? {} : { generator }),
  };
}

/** BuildKit's image exporter pushes by digest, without a tag. Its OCI exporter writes a folder. */
function outputOf({ intent }: Plan, unit: PlannedUnit, layout: string | undefined): Record<string, string> {
  if (layout !== undefined) return { type: "oci", dest: layout, tar: "false" };
  const repository = buildRepository(unit, intent);
  if (repository === undefined) throw new TypeError(`${unit.name} may not leave this machine`);
  return { type: "image", name: repository, "push-by-digest": "true", "name-canonical": "true", push: "true" };
}

/** A fault of the export fails no build. `mode=max` stores the layers of all stages. */
function cacheKeys({ from, to }: BuildCache): Pick<BakeTarget, "no-cache" | "cache-from" | "cache-to"> {
  const manifest = { "image-manifest": "true", "oci-mediatypes": "true" };
  return {
    ...(from === undefined ? { "no-cache": true } : { "cache-from": [{ type: "registry", ref: from }] }),
    ...(to === undefined
      ? {}
      : { "cache-to": [{ type: "registry", ref: to, mode: "max", ...manifest, "ignore-error": "true" }] }),
  };
}

/** The layers that this build makes: those of its base stay as they are, so that hosts share them. */
function compressionOf({ compression }: PlannedUnit["build"]): Record<string, string> {
  return compression === undefined ? {} : { compression, "oci-mediatypes": "true" };
}

/** The annotations of a build, on the index and on the manifest of each platform. */
export function annotationsOf(plan: Plan, unit: PlannedUnit): Record<string, string> {
  return {
    ...mapValues(unit.build.annotations ?? {}, (value) => substituteBuilt(value, plan.timestamp)),
    ...(plan.source === undefined ? {} : { [ociKeys.source]: plan.source }),
    [ociKeys.revision]: revisionOf(plan, unit),
    [ociKeys.created]: rfc3339(plan.timestamp),
    ...("hash" in unit.inputs ? { [annotationKeys.inputs]: unit.inputs.hash } : {}),
    [annotationKeys.tests]: unit.testsHash,
    [annotationKeys.built]: plan.timestamp,
    [annotationKeys.intent]: plan.intent,
    [annotationKeys.run]: plan.run.id,
    ...(unit.why === undefined ? {} : { [annotationKeys.reason]: unit.why }),
    ...(unit.seenBases === undefined ? {} : { [annotationKeys.bases]: printSeenBases(unit.seenBases) }),
    ...(unit.source?.version === undefined ? {} : { [annotationKeys.version]: unit.source.version }),
    ...(plan.pullRequest === undefined ? {} : { [annotationKeys.pullRequest]: String(plan.pullRequest) }),
  };
}

/** The names of the annotations that a build must have, and that are missing or different. */
export function wrongAnnotations(plan: Plan, unit: PlannedUnit, found: Readonly<Record<string, string>>): string[] {
  return Object.entries(annotationsOf(plan, unit)).flatMap(([key, value]) => (found[key] === value ? [] : [key]));
}

/**
 * The labels of the image. None of them says "candidate", because the same bytes become the
 * release. `version` is always set, unless an alias reads the image's own. `inputs` is always set, and
 * empty if the unit has no hash: without it, the image would inherit the wrong label of its base.
 */
function labelsOf(plan: Plan, unit: PlannedUnit, base: BakeBase | undefined): Record<string, string> {
  const own = Object.entries(unit.build.labels).flatMap(([key, value]) =>
    key.startsWith(reservedPrefix) ? [] : [[key, substituteBuilt(value, plan.timestamp)] as const],
  );
  return {
    ...(plan.source === undefined ? {} : { [ociKeys.source]: plan.source }),
    [ociKeys.revision]: revisionOf(plan, unit),
    [ociKeys.created]: rfc3339(plan.timestamp),
    [ociKeys.title]: unit.image,
    ...(keepsVersionLabel(unit) ? {} : { [ociKeys.version]: unit.streamTag }),
    ...(base
      ? { [ociKeys.baseName]: `${firstRepository(base.unit)}:${base.unit.streamTag}`, [ociKeys.baseDigest]: base.digest }
      : {}),
    ...Object.fromEntries(own),
    [annotationKeys.inputs]: "hash" in unit.inputs ? unit.inputs.hash : "",
  };
}

/** Named contexts that replace every name of the base in the Dockerfile with the base's digest. */
function baseContexts(base: BakeBase): Record<string, string> {
  const { unit, digest, repository = firstRepository(unit), layout, names = baseNamesOf(unit) } = base;
  const pinned = layout === undefined ? `docker-image://${repository}@${digest}` : `oci-layout://${layout}@${digest}`;
  return Object.fromEntries(names.map((name) => [name, pinned]));
}

/**
 * The names of a base in the Dockerfiles of its children: every reference to it, and its bare image
 * name. BuildKit looks up a FROM in Docker's familiar form (`osg/base` for
 * `docker.io/osg/base:latest`); bake passes names on unchanged.
 */
export function baseNamesOf(unit: BakeBase["unit"]): string[] {
  return [...publishedNamesOf(unit), unit.image];
}

/** Every reference to a unit, also in Docker's familiar form. */
export function publishedNamesOf(unit: BakeBase["unit"]): string[] {
  const references = unit.destinations.flatMap(({ repository }) => movingTagsOf(unit).map((tag) => `${repository}:${tag}`));
  return [...references, ...references.map(familiarName)];
}

function mapValues(record: Record<string, string>, map: (value: string) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
