/**
 * The outside world. `src/adapters` implements these interfaces, `src/steps` and `src/commands` use
 * them, `src/core` knows none of them. All of them throw `Failure` for faults that a person can
 * fix.
 */

import type { Builder } from "./builder.ts";
import type { Clock } from "./clock.ts";
import type { Containers } from "./containers.ts";
import type { Files } from "./files.ts";
import type { Forge } from "./forge.ts";
import type { Inspector } from "./inspector.ts";
import type { Notifier } from "./notifier.ts";
import type { PinTargets } from "./pin-targets.ts";
import type { Registry } from "./registry.ts";
import type { Reporter } from "./reporter.ts";
import type { Hasher, Repository } from "./repository.ts";

/** Everything that a command may use. */
export interface Ports {
  repository: Repository;
  /** @param anew whether the work tree may have changed since the last look */
  hasherOf(repository: Repository, anew?: boolean): Hasher;
  registry: Registry;
  builder: Builder;
  containers: Containers;
  /** Absent without a token. */
  forge?: Forge;
  /** Absent without a token for it, in an untrusted event, and on the command line. */
  notifier?: Notifier;
  /** The repositories that images are deployed from; opens none in an untrusted event. */
  pinTargets: PinTargets;
  /** What only `doctor` asks. Absent in an untrusted event: it uses this machine's logins. */
  inspector?: Inspector;
  files: Files;
  clock: Clock;
  reporter: Reporter;
}
