import type { Digest } from "../../src/core/lib/digest.ts";
import type { BuiltOn } from "./memory-registry.ts";
import { hashOf, publicationIdOf } from "./model-ports.ts";

/** What a pull request's build says of itself. */
export function candidateAnnotations(inputs: string, pullRequest: number, builtAt: number, run: string): Record<string, string> {
  return {
    "io.github.tagstream.inputs": inputs,
    "io.github.tagstream.tests": hashOf("tests"),
    "io.github.tagstream.built": publicationIdOf(builtAt),
    "io.github.tagstream.intent": "candidate",
    "io.github.tagstream.run": run,
    "io.github.tagstream.pull-request": String(pullRequest),
  };
}

/** The label `version` of an image of these inputs, if it has one. */
export function labelsFor(
  hash: string | undefined,
  labelOf: (inputs: string) => string | undefined,
): Record<string, string> | undefined {
  const label = labelOf(["A", "B", "C", "D"].find((text) => hashOf(text) === hash) ?? "");
  return label === undefined ? undefined : { version: label };
}

export const onImage = (digest: Digest | undefined): BuiltOn => ({
  uri: `pkg:docker/one.example.org/osg/squid?digest=${digest}`,
  digest: digest as Digest,
});
