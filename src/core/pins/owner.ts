import { isDigest } from "../lib/digest.ts";
import { isTag } from "../tags/grammar.ts";
import { kindOfTag } from "../tags/publication-tags.ts";
import type { Unit } from "../unit/unit.ts";
import type { Followed } from "./pin.ts";

/** The unit that a tag belongs to, or why nothing can be pinned to it: a clause for people. */
export type Owner = { follows: Followed } | { left: string };

const placeholder = /\$\{|\$\(|\{\{|\$[A-Za-z_]|<[^<>]*>/;

/** Whether another tool replaces a part of the text. */
export function hasPlaceholder(text: string): boolean {
  return placeholder.test(text);
}

/**
 * The owner of a tag among the units of one repository.
 * @param digest what the file has beside the tag
 */
export function ownerOf(units: readonly Unit[], tag: string, digest = ""): Owner {
  if (tag === "") return { left: "it names no tag, so nothing says what to follow" };
  const fault = tagFault(tag) ?? digestFault(digest);
  if (fault !== undefined) return { left: fault };
  const owners = units.flatMap((unit) => {
    const kind = kindOfTag(unit, tag);
    return kind ? [{ unit, kind }] : [];
  });
  const [owner, ...others] = owners;
  if (!owner) return { left: "no unit of the configuration has this tag" };
  if (others.length > 0) return { left: `several units could have this tag: ${owners.map(({ unit }) => unit.name).join(", ")}` };
  const { unit, kind } = owner;
  if (!kind.isReported || !["publish", "versions"].includes(kind.writtenFor)) {
    return { left: `it is ${kind.words}, and pins follow only streams and versions` };
  }
  return { follows: kind.writtenFor === "versions" ? { unit: unit.name, versionTag: tag } : { unit: unit.name } };
}

/** Why the tag that a file has cannot be replaced; undefined if it can, or if there is none. */
export function tagFault(tag: string): string | undefined {
  if (tag === "") return undefined;
  if (hasPlaceholder(tag)) return "its tag has a placeholder, which another tool replaces";
  return isTag(tag) ? undefined : "its tag is not valid";
}

/** Why the digest that a file has cannot be replaced; undefined if it can. */
export function digestFault(digest: string): string | undefined {
  if (digest === "" || isDigest(digest)) return undefined;
  if (hasPlaceholder(digest)) return "its digest has a placeholder, which another tool replaces";
  return "its digest is not `sha256:` and 64 hexadecimal digits";
}
