import { capabilities } from "../events/capabilities.ts";
import type { Digest } from "../lib/digest.ts";
import { substituteBuilt } from "../lib/placeholder.ts";
import { rfc3339 } from "../lib/timestamp.ts";
import { annotationKeys, ociKeys, reservedPrefix } from "../oci/annotations.ts";
import { familiarName } from "../oci/reference.ts";
import type { Plan, PlannedUnit } from "../plan/plan.ts";
import { movingTagsOf } from "../tags/publication-tags.ts";
import type { SecretReference, Unit } from "../unit/unit.ts";

/** The unit that another one is built on, at the digest that the build has to use. */
export interface BakeBase {
  unit: Pick<Unit, "image" | "streamTag" | "aliases" | "variant" | "versions" | "destinations">;
  digest: Digest;
  /** Where it is, when it was not pushed: an absolute path. */
  layout?: string;
}

/** One target of a bake file (Docker's "Bake file reference"), as far as we use it. */
export interface BakeTarget {
  context: string;
  /** Relative to the context, as bake wants it. */
  dockerfile: string;
  target?: string;
  args: Record<string, string>;
  contexts: Record<string, string>;
  secret: SecretReference[];
  platforms: string[];
  labels: Record<string, string>;
  annotations: string[];
  pull: true;
  "no-cache": true;
  attest: { type: "provenance"; mode: "min" }[];
  output: Record<string, string>[];
}

/** What `docker buildx bake` gets: the bake file and what it may read outside the work tree. See `BakeRequest` in ports. */
export interface BakeDefinition {
  definition: { target: Record<string, BakeTarget> };
  target: string;
  allowRead: string[];
  allowWrite: string[];
  secrets: SecretReference[];
  withheld: string[];
}

/** The name of the one target in every bake file. */
export const bakeTarget = "unit";

/**
 * The bake file that builds one unit and pushes it to its first destination by digest, under no tag; or, given the absolute path
 * of a folder, writes it there as an OCI image layout: for changes that nobody has vouched for, which get no secrets either.
 *
 * - Fresh: bases are resolved again (`pull`), no cache is read or written.
 * - Provenance of the least kind (`mode=min`) proves the base; with it the result is an index, even for one platform, and so
 *   carries annotations that one request reads back.
 * - Every reference under which the base's unit is published is overridden by the base's digest, whichever the Dockerfile uses.
 */
export function bakeDefinition(plan: Plan, unit: PlannedUnit, base?: BakeBase, layout?: string): BakeDefinition {
  const { build } = unit;
  const secrets = capabilities[plan.intent].secrets ? build.secrets : [];
  const target: BakeTarget = {
    context: build.context,
    dockerfile: relativePath(build.context, build.dockerfile),
    ...(build.target === undefined ? {} : { target: build.target }),
    args: mapValues(build.args, (value) => substituteBuilt(value, plan.timestamp)),
    contexts: { ...build.contexts, ...(base ? baseContexts(base, unit.baseNames) : {}) },
    secret: secrets,
    platforms: unit.platforms,
    labels: labelsOf(plan, unit, base),
    annotations: Object.entries(annotationsOf(plan, unit)).map(([key, value]) => `index,manifest:${key}=${value}`),
    pull: true,
    "no-cache": true,
    attest: [{ type: "provenance", mode: "min" }],
    output: [layout === undefined ? pushed(firstRepository(unit)) : { type: "oci", dest: layout, tar: "false" }],
  };
  return {
    definition: { target: { [bakeTarget]: escapeTemplates(target) } },
    target: bakeTarget,
    allowRead: [
      ...secrets.flatMap(({ src }) => (src !== undefined && isOutside(src) ? [src] : [])),
      ...(base?.layout === undefined ? [] : [base.layout]),
    ],
    allowWrite: layout === undefined ? [] : [layout],
    secrets,
    withheld: capabilities[plan.intent].secrets ? [] : (unit.withheld ?? []),
  };
}

/** BuildKit's image exporter: by digest, so that there is no tag. */
function pushed(repository: string): Record<string, string> {
  return { type: "image", name: repository, "push-by-digest": "true", "name-canonical": "true", push: "true" };
}

/** Where a unit's builds and candidates are: its first destination. */
export function firstRepository(unit: Pick<Unit, "destinations">): string {
  const first = unit.destinations[0];
  if (!first) throw new TypeError("a unit without destinations");
  return first.repository;
}

/** The annotations that a build of this unit carries, on the index and on each platform's manifest. */
export function annotationsOf(plan: Plan, unit: PlannedUnit): Record<string, string> {
  return {
    ...(plan.source === undefined ? {} : { [ociKeys.source]: plan.source }),
    [ociKeys.revision]: plan.revision,
    [ociKeys.created]: rfc3339(plan.timestamp),
    ...("hash" in unit.inputs ? { [annotationKeys.inputs]: unit.inputs.hash } : {}),
    [annotationKeys.tests]: unit.testsHash,
    [annotationKeys.built]: plan.timestamp,
    [annotationKeys.intent]: plan.intent,
    [annotationKeys.run]: plan.run.id,
    ...(plan.pullRequest === undefined ? {} : { [annotationKeys.pullRequest]: String(plan.pullRequest) }),
  };
}

/**
 * The labels of the image. Nothing in them says "candidate": the same bytes become the release. `version` and `inputs` are
 * always set, `inputs` to nothing where the unit has no hash: a label that is not set is inherited from the base image, and lies.
 */
function labelsOf(plan: Plan, unit: PlannedUnit, base: BakeBase | undefined): Record<string, string> {
  const own = Object.entries(unit.build.labels).flatMap(([key, value]) =>
    key.startsWith(reservedPrefix) ? [] : [[key, substituteBuilt(value, plan.timestamp)] as const],
  );
  return {
    ...(plan.source === undefined ? {} : { [ociKeys.source]: plan.source }),
    [ociKeys.revision]: plan.revision,
    [ociKeys.created]: rfc3339(plan.timestamp),
    [ociKeys.title]: unit.image,
    [ociKeys.version]: unit.streamTag,
    ...(base
      ? { [ociKeys.baseName]: `${firstRepository(base.unit)}:${base.unit.streamTag}`, [ociKeys.baseDigest]: base.digest }
      : {}),
    ...Object.fromEntries(own),
    [annotationKeys.inputs]: "hash" in unit.inputs ? unit.inputs.hash : "",
  };
}

/** Named contexts that put the base's digest in the place of everything that names it in the Dockerfile. */
function baseContexts({ unit, digest, layout }: BakeBase, names = baseNamesOf(unit)): Record<string, string> {
  const pinned = layout === undefined ? `docker-image://${firstRepository(unit)}@${digest}` : `oci-layout://${layout}@${digest}`;
  return Object.fromEntries(names.map((name) => [name, pinned]));
}

/**
 * What names a base in the Dockerfiles that are built on it: every reference to it, and its bare image name. BuildKit looks a FROM up in Docker's familiar
 * form (`osg/base` for `docker.io/osg/base:latest`), bake passes the names on as they are.
 */
export function baseNamesOf(unit: BakeBase["unit"]): string[] {
  const references = unit.destinations.flatMap(({ repository }) => movingTagsOf(unit).map((tag) => `${repository}:${tag}`));
  return [...references, ...references.map(familiarName), unit.image];
}

/** The path from one folder to a file or folder; both are relative to the same root, with `/`, and not outside it. */
export function relativePath(from: string, to: string): string {
  const start = segments(from);
  const end = segments(to);
  let shared = 0;
  while (shared < start.length && shared < end.length && start[shared] === end[shared]) shared++;
  return [...start.slice(shared).map(() => ".."), ...end.slice(shared)].join("/") || ".";
}

function segments(path: string): string[] {
  return path.split("/").filter((segment) => segment !== "" && segment !== ".");
}

/** Whether a path, relative to the work tree or absolute, leaves the work tree. */
function isOutside(path: string): boolean {
  if (path.startsWith("/")) return true;
  let depth = 0;
  for (const segment of segments(path)) {
    depth += segment === ".." ? -1 : 1;
    if (depth < 0) return true;
  }
  return false;
}

function mapValues(record: Record<string, string>, map: (value: string) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}

/**
 * Bake reads the strings of a JSON file, names included, as HCL templates: `${…}` and `%{…}` would be evaluated. HCL's own escape
 * (`$${`) is ambiguous after another `$`, so where a template could begin, each `$` and `%` becomes a template of itself.
 */
function escapeTemplates<T>(value: T): T;
function escapeTemplates(value: unknown): unknown {
  if (typeof value === "string") return /[$%]\{/.test(value) ? value.replace(/[$%]/g, (sign) => `\${"${sign}"}`) : value;
  if (Array.isArray(value)) return value.map((item) => escapeTemplates(item));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [escapeTemplates(key), escapeTemplates(item)]));
}
