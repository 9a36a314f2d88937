import * as v from "valibot";
import { type Digest, isDigest } from "../lib/digest.ts";
import { digest, name } from "../lib/scalars.ts";
import { familiarName, normalRepository, repositoryNamePattern, withRegistry } from "./reference.ts";

export const seenBaseSchema = v.strictObject({
  reference: name("The reference in full: `docker.io/library/almalinux:9`."),
  digest: digest("The digest that it resolved to when the plan was made."),
});

/** A base image outside the configuration, with the digest that the plan saw. */
export interface SeenBase extends v.InferOutput<typeof seenBaseSchema> {}

/** A reference in full, in its two parts. */
export interface BasePlace {
  /** `docker.io/library/almalinux` */
  repository: string;
  tag: string;
}

/** The two parts of a full reference with a tag: `docker.io/library/almalinux:9`. */
export function placeOfBase(reference: string): BasePlace {
  const colon = reference.lastIndexOf(":");
  return { repository: reference.slice(0, colon), tag: reference.slice(colon + 1) };
}

/**
 * The full reference of an image that a Dockerfile names: `docker.io/library/almalinux:9` for
 * `almalinux:9`. Undefined if it has a digest, since then it never moves, or names no image in a
 * registry. Also undefined if a build could not replace it: BuildKit finds the named context of an
 * image by its familiar name, and spells hosts as the Dockerfile does.
 */
export function referenceInFull(written: string): string | undefined {
  const [, path = "", tag = "latest"] = /^([^@]*?)(?::([\w][\w.-]{0,127}))?$/.exec(written) ?? [];
  const repository = normalRepository(withRegistry(path));
  const named = repository.slice(repository.indexOf("/") + 1);
  const reference = `${repository}:${tag}`;
  if (path === "" || !repositoryNamePattern.test(named)) return undefined;
  return familiarName(reference) === familiarName(`${path}:${tag}`) ? reference : undefined;
}

/** The image that a named context is; undefined if the context is a folder or an address. */
export function imageOfContext(place: string): string | undefined {
  return /^docker-image:\/\/(.*)$/.exec(place)?.[1];
}

/** Seen bases as one text: `docker.io/library/almalinux:9@sha256:…`, with a space between two. */
export function printSeenBases(bases: readonly SeenBase[]): string {
  return bases.map(printSeenBase).join(" ");
}

/** `docker.io/library/almalinux:9@sha256:…` */
export function printSeenBase({ reference, digest: seen }: SeenBase): string {
  return `${reference}@${seen}`;
}

/** Reads what `printSeenBase` printed; undefined for any other text. */
export function parseSeenBase(text: string): SeenBase | undefined {
  const [, reference, seen = ""] = /^([^\s@]{1,512}:[\w][\w.-]{0,127})@(\S+)$/.exec(text) ?? [];
  return reference !== undefined && isDigest(seen) ? { reference, digest: seen } : undefined;
}

/** Reads what `printSeenBases` printed. Texts that are no bases count as absent. */
export function parseSeenBases(text: string): SeenBase[] {
  return text.split(" ").flatMap((one) => parseSeenBase(one) ?? []);
}

/** The digest of a reference among seen bases. */
export function digestSeen(bases: readonly SeenBase[], reference: string): Digest | undefined {
  return bases.find((base) => base.reference === reference)?.digest;
}
