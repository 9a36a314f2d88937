/**
 * What the outside can do for us. `src/adapters` implements these interfaces, `src/steps` and `src/commands` use them, `src/core` knows none of them.
 * Everything throws `Failure` for what a person can mend.
 */

import type { Builder } from "./builder.ts";
import type { Clock } from "./clock.ts";
import type { Containers } from "./containers.ts";
import type { Files } from "./files.ts";
import type { Forge } from "./forge.ts";
import type { Registry } from "./registry.ts";
import type { Reporter } from "./reporter.ts";
import type { Hasher, Repository } from "./repository.ts";

/** Everything that a command may use. */
export interface Ports {
  repository: Repository;
  /** @param anew whether the work tree may have changed since it was last looked at */
  hasherOf(repository: Repository, anew?: boolean): Hasher;
  registry: Registry;
  builder: Builder;
  containers: Containers;
  /** Absent without a token. */
  forge?: Forge;
  files: Files;
  clock: Clock;
  reporter: Reporter;
}
