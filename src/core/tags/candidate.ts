import type { InputsHash } from "../inputs/inputs-hash.ts";
import type { TagstreamAnnotations } from "../oci/annotations.ts";
import type { Unit } from "../unit/unit.ts";
import { inputsPrefixLength, printTag } from "./grammar.ts";

/** The tag by which a merge finds what was tested of the same inputs; undefined for a unit without an inputs hash. */
export function inputsTag({ streamTag }: Pick<Unit, "streamTag">, inputs: InputsHash): string | undefined {
  if ("none" in inputs) return undefined;
  return printTag({ kind: "inputs", movingTag: streamTag, prefix: inputs.hash.slice(0, inputsPrefixLength) });
}

/** The tag by which people pull what a pull request proposes. */
export function pullRequestTag({ streamTag }: Pick<Unit, "streamTag">, number: number): string {
  return printTag({ kind: "pull-request", movingTag: streamTag, number });
}

/** A unit's candidate tags in the order in which they are written: the one that people pull comes last, when all is in place. */
export function candidateTags(unit: Pick<Unit, "streamTag">, inputs: InputsHash, pullRequest: number | undefined): string[] {
  const byInputs = inputsTag(unit, inputs);
  return [
    ...(byInputs === undefined ? [] : [byInputs]),
    ...(pullRequest === undefined ? [] : [pullRequestTag(unit, pullRequest)]),
  ];
}

/**
 * Whether a tag by inputs hash may be moved from what it shows to what was just tested: never from a newer tested build of the same
 * inputs, and never to what does not say that it has these inputs: a step before the build may have made files that nobody planned for. What
 * is shown and does not say that it has these inputs is no candidate of theirs, and is replaced.
 */
export function mayMove(shown: TagstreamAnnotations | undefined, tested: TagstreamAnnotations, inputs: string): boolean {
  if (tested.inputs !== inputs) return false;
  if (shown === undefined || shown.inputs !== inputs || shown.built === undefined) return true;
  return tested.built !== undefined && tested.built >= shown.built;
}
