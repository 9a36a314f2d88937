import type { TagstreamAnnotations } from "../oci/annotations.ts";
import { candidatePrefix } from "./grammar.ts";
import type { TagKind } from "./kind.ts";

/** The number of characters of the inputs hash in a candidate tag. */
export const inputsPrefixLength = 12;

/** The tag by which a merge finds a tested image of the same inputs. */
export function inputsTag({ streamTag }: { streamTag: string }, hash: string): string {
  return `${candidatePrefix}${streamTag}.${hash.slice(0, inputsPrefixLength)}`;
}

/**
 * Whether a tag by inputs hash may move to the image that was just tested. It never moves away from
 * a newer tested build of the same inputs. It never moves to an image without these inputs in its
 * annotations: a step before the build may have created unplanned files. A shown image without
 * these inputs is not their candidate, and is replaced.
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
  prefix: { text: candidatePrefix, reason: "tags that begin with `rc.` are reserved for release candidates" },
  print: (unit, { inputs }) => (inputs === undefined ? [] : [inputsTag(unit, inputs)]),
  parse: (text, { streamTag }) => {
    const start = `${candidatePrefix}${streamTag}.`;
    const inputs = text.slice(start.length);
    return text.startsWith(start) && /^[a-f0-9]{12}$/.test(inputs) ? { inputs } : undefined;
  },
  mayMove,
};
