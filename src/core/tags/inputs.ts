import type { TagstreamAnnotations } from "../oci/annotations.ts";
import { candidatePrefix } from "./grammar.ts";
import type { TagKind } from "./kind.ts";

/** How many characters of the inputs hash a candidate's tag shows. */
export const inputsPrefixLength = 12;

/** The tag by which a merge finds what was tested of the same inputs. */
export function inputsTag({ streamTag }: { streamTag: string }, hash: string): string {
  return `${candidatePrefix}${streamTag}.${hash.slice(0, inputsPrefixLength)}`;
}

/**
 * Whether a tag by inputs hash may move to what was just tested. It never moves from a newer tested
 * build of the same inputs. It never moves to an image that does not say that it has these inputs: a
 * step before the build may have made files that nobody planned for. An image that does not say that
 * it has these inputs is no candidate of theirs, and is replaced.
 */
export function mayMove(shown: TagstreamAnnotations | undefined, tested: TagstreamAnnotations, inputs: string): boolean {
  if (tested.inputs !== inputs) return false;
  if (shown === undefined || shown.inputs !== inputs || shown.built === undefined) return true;
  return tested.built !== undefined && tested.built >= shown.built;
}

/**
 * A candidate by the inputs hash that it was built from, `rc.25-el9-release.4be1c0ffee12`. It stays
 * when its pull request ends: the merge or another pull request may need it.
 */
export const inputsKind: TagKind = {
  name: "inputs",
  words: "a candidate tag",
  summaryWords: "also as",
  writtenFor: "candidates",
  mutability: "moves",
  shows: "publication",
  isReported: true,
  extraLength: `${candidatePrefix}.`.length + inputsPrefixLength,
  prefix: { text: candidatePrefix, reason: "tags that begin with `rc.` are those of release candidates" },
  print: (unit, { inputs }) => (inputs === undefined ? [] : [inputsTag(unit, inputs)]),
  parse: (text, { streamTag }) => {
    const start = `${candidatePrefix}${streamTag}.`;
    const inputs = text.slice(start.length);
    return text.startsWith(start) && /^[a-f0-9]{12}$/.test(inputs) ? { inputs } : undefined;
  },
  mayMove,
};
