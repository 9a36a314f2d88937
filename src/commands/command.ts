import type { Permissions } from "../core/permissions/permissions.ts";
import type { InputName } from "../ports/inputs.ts";
import type { OptionName } from "../ports/options.ts";
import type { OutputName } from "../ports/outputs.ts";
import type { Request } from "../ports/request.ts";
import type { Session } from "../ports/session.ts";

/** Inputs that a command may require. */
export type NeededInput = Extract<InputName, "plan" | "job" | "records" | "output" | "only" | "to" | "reason">;

/** Runs a command. @returns the exit status: 0 done, 1 something failed */
export type Run = (request: Request, session: Session) => Promise<number>;

/**
 * A command, with everything that the rest of the code knows about it. `index.ts` lists all
 * commands. Dispatch, input checks, the command line's help, `action.yml`, the reference and the
 * workflow rules use that list.
 */
export interface Command {
  name: string;
  /** What it does, in one line: an imperative in lower case, without a full stop. */
  summary: string;
  /** More about it, for `action.yml` and the reference: sentences. */
  details?: string;
  /** The only entrypoint that offers it. Absent: both do. */
  onlyAt?: "action" | "command line";
  /** Required inputs. */
  needs?: readonly NeededInput[];
  /** Present if `--json` is enough instead: then its result goes to standard output alone. */
  needsOrJson?: true;
  /** Other inputs that it uses. All commands take `path`, `config`, `token` and `dry-run`. */
  takes?: readonly InputName[];
  /** One more sentence about a missing input, if this command knows a likely cause. */
  explainMissing?(name: NeededInput, request: Request): string | undefined;
  /** Options that only the command line has. */
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
  /** Whether people start it by hand, from a form: `workflows/rollback.yml` or `verify.yml`. */
  byHand?: true;
  /**
   * When it tells the outside monitor of its end: after any trusted event, after a scheduled run, or
   * only if that is red, because a later job tells the end. Absent: never.
   */
  pings?: "always" | "scheduled" | "when red";
  /** Whether the command line's result is useful even if registries do not answer. */
  worksOffline?: true;
  /** The word after its name, which it requires: `completion SHELL`. Only the command line has it. */
  argument?: { name: string; values: readonly string[] };
  /** Absent if it only prints. */
  run?: Run;
  /**
   * What it prints, if it says something of Tagstream itself: for that it needs the table of all
   * commands, and no checkout.
   * @param argument one of the argument's values
   */
  print?(argument: string, all: readonly Command[]): Promise<string>;
  /** The variant `--local`, for this machine only; only the command line has it. */
  local?: { summary: string; run: Run };
}
