import type { Clock } from "../../ports/clock.ts";
import type { Forge } from "../../ports/forge.ts";
import type { Registry } from "../../ports/registry.ts";
import type { Reporter } from "../../ports/reporter.ts";

/** The ports that publishing uses. */
export interface PublishPorts {
  registry: Registry;
  reporter: Reporter;
  clock: Clock;
  /** Absent without a token. */
  forge?: Forge;
}
