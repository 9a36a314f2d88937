import { type FailedStep, failedSteps, lastError } from "./failed-steps.ts";

/**
 * Whether the generator of package lists made a build fail: BuildKit could not resolve, pull or run
 * it, or refused what it wrote. False if any other step failed, too: the Dockerfile's own fault comes
 * first. BuildKit names the step after the generator, and no stage's name has a slash or a space, so
 * no Dockerfile can pretend to be one.
 * @param output the output of `docker buildx bake --progress plain`
 * @param generator by digest, as the build got it
 */
export function isGeneratorFault(output: string, generator: string): boolean {
  const digest = generator.slice(generator.lastIndexOf("@"));
  const isOfGenerator = ({ step }: FailedStep) => generatorStep.test(step) && step.endsWith(digest);
  const refused = refusal.test(lastError(output));
  const steps = failedSteps(output);
  return steps.length > 0 && steps.every((step) => isOfGenerator(step) || (refused && exportStep.test(step.step)));
}

/** `[linux/amd64] generating sbom using …`; before that, its manifest and its layers. */
const generatorStep = /^(?:\[[^\s\]]+\/[^\s\]]+\] generating sbom using |(?:resolve image config for )?docker-image:\/\/)\S+$/;

/** `exporting to image`, `exporting to oci image format`. */
const exportStep = /^exporting to [a-z ]+$/;

/**
 * BuildKit's words about a generator's file (exporter/attestation): no statement, a statement about
 * something else than packages, more bytes than it takes. Its own attestations are none of these.
 */
const refusal =
  /failed to solve: (?:cannot decode in-toto statement: |bundle entry \S* does not match required predicate type https:\/\/spdx\.dev\/Document|\S+ exceeds \d+ bytes$)/;
