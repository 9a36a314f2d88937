import type { RegistryOptions } from "../../../src/adapters/registry/index.ts";
import type { RequestEvent } from "../../../src/adapters/registry/transport/transport.ts";
import { Failure } from "../../../src/core/lib/problems/problem.ts";
import type { Registry } from "../../../src/ports/registry.ts";

/** In what registries that keep the contract may differ. */
export interface ContractFacts {
  /**
   * Of distribution. Version 2 lists all tags at once and in no order, removes only digests with all their tags, and does not check where a
   * piece of an upload begins.
   */
  version: 2 | 3;
  /** Has the referrers API. */
  referrers: boolean;
  /** Needs a login, which plain requests do not have. */
  login: boolean;
}

/** What a row of the contract works with. */
export interface Place {
  host: string;
  facts: ContractFacts;
  options: RegistryOptions;
  registry: Registry;
  /** All requests of the row so far. */
  requests: RequestEvent[];
  /** A repository of this run, `app` where none is named. */
  repository: (part?: string) => string;
  /** A repository in the other registry. */
  elsewhere: string;
}

/** A row of the contract: what it says, and how that is checked. */
export type Row = [text: string, check: (place: Place) => Promise<void>];

/** The problem that a piece of work fails with. */
export async function problemOf(work: Promise<unknown>): Promise<{ code: string; message: string }> {
  const error: unknown = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(error instanceof Failure) || !error.problems[0]) throw new Error("no Failure", { cause: error });
  return error.problems[0];
}
