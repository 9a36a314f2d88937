import type { InputName } from "../ports/inputs.ts";
import type { OptionName } from "../ports/options.ts";
import type { OutputName } from "../ports/outputs.ts";
import type { Request } from "../ports/request.ts";
import type { Session } from "../ports/session.ts";

/** Inputs that a command can insist on. */
export type NeededInput = Extract<InputName, "plan" | "job" | "records" | "only" | "reason">;

/** Rights of the job's token, as a workflow's `permissions` has them. `packages` is for `ghcr.io` alone. */
export interface Permissions {
  contents: "read";
  packages?: "read" | "write";
  "pull-requests"?: "write";
  issues?: "read" | "write";
}

/** Runs a command. @returns the exit status: 0 done, 1 something failed */
export type Run = (request: Request, session: Session) => Promise<number>;

/**
 * A command, with everything that the rest of the house knows of it. `index.ts` lists all commands; dispatch, checks of inputs, the
 * command line's help, `action.yml`, the reference and the rules for workflows come from there.
 */
export interface Command {
  name: string;
  /** What it does, in one line: an imperative in lower case, without a full stop. */
  summary: string;
  /** More about it, for `action.yml` and the reference: sentences. */
  details?: string;
  /** The only place that offers it; absent: both the action and the command line do. */
  onlyAt?: "action" | "command line";
  /** Inputs without which it does not start. */
  needs?: readonly NeededInput[];
  /** Other inputs that it uses. All commands take `path`, `config`, `token` and `dry-run`. */
  takes?: readonly InputName[];
  /** A further sentence on an input that is missing, where this command knows why. */
  explainMissing?(name: NeededInput, request: Request): string | undefined;
  /** Options of the command line alone. */
  options?: readonly OptionName[];
  /** Outputs that it sets. */
  outputs?: readonly OutputName[];
  permissions: Permissions;
  /** Why it needs these permissions: imperatives, as `summary`. */
  permissionsFor: string;
  /** Whether it needs a builder: Docker with buildx. */
  engine: boolean;
  /** The most that it writes to registries. */
  writes: "nothing" | "digests" | "tags";
  /** Whether people start it by hand, in the form of `workflows/rollback.yml`. */
  byHand?: true;
  /** Whether its result is of use on the command line where registries do not answer. */
  worksOffline?: true;
  run: Run;
  /** The form that only the command line has, `--local`: for this machine alone. */
  local?: { summary: string; run: Run };
}
