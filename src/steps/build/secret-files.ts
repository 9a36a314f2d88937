import path from "node:path";
import type { PlannedUnit } from "../../core/plan/plan.ts";
import type { SecretReference } from "../../core/unit/unit.ts";

/** The place of secrets' files: the checkout, where earlier steps wrote them. */
interface SecretPlace {
  workTree: string;
  secrets: SecretReference[];
}

/** The secrets of all units, as seen from a work tree: their files stay in the checkout. */
export function secretsFrom({ workTree, secrets }: SecretPlace, from: string): SecretReference[] {
  return from === workTree ? secrets : secrets.map((secret) => inCheckout(secret, workTree));
}

/** A unit whose own secrets are seen from a work tree. */
export function withSecrets(unit: PlannedUnit, { workTree }: Pick<SecretPlace, "workTree">, from: string): PlannedUnit {
  if (from === workTree) return unit;
  return { ...unit, build: { ...unit.build, secrets: unit.build.secrets.map((secret) => inCheckout(secret, workTree)) } };
}

function inCheckout(secret: SecretReference, workTree: string): SecretReference {
  return secret.src === undefined ? secret : { ...secret, src: path.resolve(workTree, secret.src) };
}
