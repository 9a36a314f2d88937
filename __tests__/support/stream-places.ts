import { randomBytes } from "node:crypto";
import { createRegistry } from "../../src/adapters/registry/index.ts";
import type { Digest } from "../../src/core/lib/digest.ts";
import type { Unit } from "../../src/core/unit/unit.ts";
import type { Registry } from "../../src/ports/registry.ts";
import { type Converged, converge } from "../../src/steps/reconcile/stream.ts";
import { makeLog } from "./engine.ts";
import { pushImage } from "./registry.ts";
import { inProcessRegistries } from "./registry-in-process/for-tests.ts";
import { makeUnit, timestamp } from "./units.ts";

export const hosts = inProcessRegistries();
export const registry = createRegistry({ environment: {}, retry: { scale: 0.001 } });
export const today = timestamp("20261123-0617");
export const stamped = "release-20261123-0617";

/** A unit with repositories of its own: in the first registry and, where asked for, in further ones. */
export function place(...others: { host: string; required: boolean }[]): { unit: Unit; first: string; others: string[] } {
  const name = `test-${randomBytes(6).toString("hex")}/squid`;
  const destinations = [{ host: hosts.first, required: true }, ...others].map(({ host, required }) => ({
    repository: `${host}/${name}`,
    required,
  }));
  const unit = makeUnit("squid:release", { destinations, aliases: [{ tag: "latest", timestamps: false }] });
  return {
    unit,
    first: `${hosts.first}/${name}`,
    others: destinations.slice(1).map(({ repository }) => repository),
  };
}

export const push = async (repository: string, text: string): Promise<Digest> =>
  (await pushImage(repository, text)).manifest.digest;

export const publish = (unit: Unit, digest: Digest | undefined, through: Registry = registry, at = today): Promise<Converged> =>
  converge(unit, digest && { digest, timestamp: at }, through, makeLog());
