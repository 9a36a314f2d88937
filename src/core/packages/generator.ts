import { capabilities } from "../events/capabilities.ts";
import type { Plan, PlannedUnit } from "../plan/plan.ts";

/**
 * The image that lists the packages of built images (BuildKit's SBOM scanner protocol), unless the
 * configuration names another one: Docker's scanner 1.12.0, by digest. A tag would let Docker's next
 * release change what two lists of the same image say.
 */
export const defaultGenerator =
  "docker.io/docker/buildkit-syft-scanner@sha256:ae4f3b554449e7e25548e7d8ccc029d17357348e30c6e3df01b92bc93654d6a9";

/** Whether a unit's build attests a list of its packages, as far as the plan goes. */
export function wantsPackageList({ intent }: Pick<Plan, "intent">, { build }: Pick<PlannedUnit, "build">): boolean {
  return capabilities[intent].listsPackages && build.packages !== false;
}

/** The generator of a job's package lists; undefined if none of the units that it builds wants a list. */
export function generatorOf(plan: Pick<Plan, "intent" | "generator">, units: readonly PlannedUnit[]): string | undefined {
  const wanted = units.some((unit) => unit.decision === "build" && wantsPackageList(plan, unit));
  return wanted ? (plan.generator ?? defaultGenerator) : undefined;
}

/** How to build without this generator. Follows a sentence about what is wrong with it. */
export const generatorRemedy =
  "Name another generator, or a copy in your own registry: `packages: { generator: registry/name@sha256:… }`. To build an image without a list, give it `packages: false`.";
