import { isMap, isScalar, type Node, type Scalar } from "yaml";
import { withRegistry } from "../oci/reference.ts";
import type { Unit } from "../unit/unit.ts";
import { type Claim, draft, leave, type Reading } from "./draft.ts";
import { unitNamed } from "./markers.ts";
import { fullRepository, unitsIn } from "./own-names.ts";
import { digestFault, hasPlaceholder, type Owner, ownerOf, tagFault } from "./owner.ts";
import type { PinForm } from "./pin.ts";
import type { MapReading } from "./walk.ts";
import { parseWritten, parseWrittenTag, present } from "./written-image.ts";
import { textOf } from "./yaml-file.ts";

interface Entry {
  scalar: Scalar;
  place: Node;
}

/** The parts of one image, which several keys of a map give. */
interface ImageParts {
  form: PinForm;
  repository: string;
  name: Entry;
  tag?: Entry;
  digest?: Entry;
  /** Why nothing can be pinned, whatever it names. */
  fault?: string;
}

/** Reads a map that names an image with several keys. */
export function readImageMap(reading: Reading, map: MapReading): void {
  const parts = kustomizeParts(map) ?? fluxParts(reading, map) ?? valuesParts(map);
  if (!parts) return;
  const units = unitsIn(reading.names, parts.repository);
  const { name, tag, digest } = parts;
  if (units.length === 0) {
    for (const entry of [tag, digest]) if (entry) reading.foreign.set(entry.scalar, map.map);
    return;
  }
  for (const entry of [name, tag, digest]) if (entry) reading.taken.add(entry.scalar);
  judge(reading, parts, units);
}

function judge(reading: Reading, parts: ImageParts, units: readonly Unit[]): void {
  const { form, repository, name, tag, digest } = parts;
  const inTag = parseWrittenTag(tag ? contentOf(tag) : "");
  const digestText = (digest && contentOf(digest)) || inTag.digest;
  const written = `${repository}${inTag.tag === "" ? "" : `:${inTag.tag}`}${digestText === undefined ? "" : `@${digestText}`}`;
  const marker = markerOf(reading, [name, tag, digest]);
  const owner = ownerOfParts(reading, parts, units, marker);
  if ("left" in owner || (isTagAlone(parts) && "versionTag" in owner.follows)) {
    leave(reading, (tag ?? digest ?? name).place, written, "left" in owner ? owner.left : noDigest);
    return;
  }
  const claims: Claim[] = [];
  if (tag) claims.push({ ...tag, holds: "tag" });
  if (digest) claims.push({ ...digest, holds: "digest" });
  draft(reading, {
    form,
    repository: fullRepository(reading.names, repository),
    follows: owner.follows,
    ...present(inTag.tag, digestText),
    claims,
    written,
    ...(marker === undefined ? {} : { byMarker: true }),
  });
}

const noDigest = "its tag cannot have a digest: write `ref.digest`, too";

/** Whether there is no place for a digest. */
function isTagAlone({ form, digest }: ImageParts): boolean {
  return form === "flux" && digest === undefined;
}

function ownerOfParts(reading: Reading, parts: ImageParts, units: readonly Unit[], marker: string | undefined): Owner {
  const { tag, digest, fault } = parts;
  if (fault !== undefined) return { left: fault };
  if (!tag && !digest) return { left: "it names no tag, so there is nothing to write" };
  const inTag = parseWrittenTag(tag ? contentOf(tag) : "");
  const digestText = (digest && contentOf(digest)) || inTag.digest;
  if (marker === undefined) return ownerOf(units, inTag.tag, digestText);
  const wrong = [inTag.tag, digestText ?? ""].some(hasPlaceholder)
    ? "it has a placeholder, which another tool replaces"
    : (tagFault(inTag.tag) ?? digestFault(digestText ?? ""));
  return wrong === undefined ? markedOwner(reading, marker, units, inTag.tag) : { left: wrong };
}

/** The marker of any of the scalars. Two different ones say nothing. */
function markerOf({ marked }: Reading, entries: readonly (Entry | undefined)[]): string | undefined {
  const found = new Set(entries.flatMap((entry) => (entry ? (marked.get(entry.scalar) ?? []) : [])));
  return found.size > 1 ? [...found].join(" and ") : [...found][0];
}

function markedOwner({ names }: Reading, marker: string, units: readonly Unit[], tag: string): Owner {
  const named = unitNamed(names, marker, tag);
  if ("left" in named || units.includes(named.unit)) return named;
  return { left: `the comment names "${marker}", which is not published to this repository` };
}

function contentOf({ scalar }: Entry): string {
  return textOf(scalar) ?? "";
}

const nothing = /^(?:~|null|Null|NULL)$/;

/** A scalar that a key has. A key without anything, `digest:` or `digest: null`, has no place for a text. */
function entryOf({ values }: MapReading, key: string): Entry | undefined {
  const { node, place } = values.get(key) ?? {};
  if (!isScalar(node) || !place || node.range?.[0] === node.range?.[1]) return undefined;
  if (node.type === "PLAIN" && nothing.test(textOf(node) ?? "")) return undefined;
  return { scalar: node, place };
}

/** An item of `images`: of kustomize, or of a Flux `Kustomization`. */
function kustomizeParts(map: MapReading): ImageParts | undefined {
  const name = entryOf(map, "newName") ?? entryOf(map, "name");
  const isKustomize = ["newName", "newTag", "digest"].some((key) => map.values.has(key)) && !map.values.has("repository");
  if (!name || !map.isImagesItem || !isKustomize) return undefined;
  return { form: "kustomize", repository: contentOf(name), name, ...tagAndDigest(map, "newTag") };
}

/** `repository` or `image`, with `tag` or `digest`, and perhaps `registry`: values of a Helm chart. */
function valuesParts(map: MapReading): ImageParts | undefined {
  const name = entryOf(map, "repository") ?? entryOf(map, "image");
  const parts = tagAndDigest(map, "tag");
  if (!name || (!parts.tag && !parts.digest)) return undefined;
  const written = parseWritten(contentOf(name));
  if (!written || written.tag !== undefined || written.digest !== undefined) return undefined;
  const registry = entryOf(map, "registry");
  return { form: "map", repository: joined(registry && contentOf(registry), written.name), name, ...parts };
}

/** A repository that has its registry already does not get another one. */
function joined(registry: string | undefined, repository: string): string {
  if (registry === undefined || registry === "" || withRegistry(repository) === repository) return repository;
  return `${registry.replace(/\/+$/, "")}/${repository}`;
}

/** Flux reads `digest` before `semver` before `tag`, and takes no digest in `tag`. */
function fluxParts(reading: Reading, map: MapReading): ImageParts | undefined {
  if (textOf(map.values.get("kind")?.node) !== "OCIRepository") return undefined;
  const spec = below(reading, map, "spec");
  const url = spec && entryOf(spec, "url");
  const [, repository] = /^oci:\/\/(.*)$/.exec(url ? contentOf(url) : "") ?? [];
  if (!spec || !url || repository === undefined) return undefined;
  const ref = below(reading, spec, "ref");
  const isRange = ref?.values.has("semver") === true;
  return {
    form: "flux",
    repository,
    name: url,
    ...(ref ? tagAndDigest(ref, "tag") : {}),
    ...(isRange ? { fault: "`ref.semver` chooses its tag" } : {}),
  };
}

function below({ walked }: Reading, map: MapReading, key: string): MapReading | undefined {
  const node = map.values.get(key)?.node;
  return isMap(node) ? walked.maps.get(node) : undefined;
}

function tagAndDigest(map: MapReading, tagKey: string): { tag?: Entry; digest?: Entry } {
  const [tag, digest] = [entryOf(map, tagKey), entryOf(map, "digest")];
  return { ...(tag ? { tag } : {}), ...(digest ? { digest } : {}) };
}
