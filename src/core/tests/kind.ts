import * as v from "valibot";
import { list, name, platform, someOf, timeLimit, values } from "../lib/scalars.ts";

/** What every test of a plan has, whatever its kind. */
export const plannedEntries = {
  name: name("Unique in its unit."),
  timeout: timeLimit("Milliseconds after which it is killed and has failed."),
  env: values("Environment variables."),
  platforms: list(platform, "The platforms that it runs on: those of the unit that are not here are exempt."),
  command: someOf(v.string(), "The program and its arguments."),
};

const planned = v.strictObject(plannedEntries);

export type TestCommon = v.InferOutput<typeof planned>;

/** A file or folder that a test reads. A change there is a change of the test. */
export interface TestPath {
  /** Where the test names it: `command[0]`, `files[1]`. */
  at: string;
  /** Relative to the repository's root. */
  path: string;
}

/** Looks up what a test names in the repository, and reports each path that is not there. */
export interface RepositoryFiles {
  /** The normal form of the command's first word, which names a file. */
  program(subject: string): string;
  /** The normal forms of the files and folders that a key lists. */
  paths(key: string, paths: readonly string[], subject: string): string[];
}

type OutputOf<Entries extends v.ObjectEntries> = v.InferOutput<v.StrictObjectSchema<Entries, undefined>>;

/** What a kind's `make` reads of the configuration: keys of its own, and the timeout that all kinds share. */
type ConfigOf<Limits extends v.ObjectEntries, Options extends v.ObjectEntries> = { timeout?: string } & OutputOf<Limits> &
  OutputOf<Options>;

/**
 * One kind of test: all that the core knows about it. `kinds.ts` lists the kinds; `steps/build/tests` runs them.
 * docs/contributing/add-a-test-kind.md shows how to add one.
 */
export interface TestKind<
  Name extends string,
  Limits extends v.ObjectEntries,
  Options extends v.ObjectEntries,
  Plan extends v.GenericSchema<unknown, TestCommon & { kind: Name }>,
> {
  /** The key that selects this kind in the configuration, and the value of `kind` in a plan. */
  name: Name;
  /** The schema of that key's value. */
  value: v.GenericSchema<unknown, string | string[]>;
  /** Time limits that this kind adds to the configuration's keys. No time limit may exceed one day. */
  limits: Limits;
  /** Other keys that this kind adds to the configuration. */
  options: Options;
  /** For a key above that stands in a test of another kind: what to do instead. */
  hints: { readonly [Key in keyof Limits | keyof Options]?: string };
  /** The schema of such a test in a plan. */
  plan: Plan;
  /** Whether its program runs on the runner, where it can change the work tree. */
  onRunner: boolean;
  /** The command of a value that is text. A list is a command already. */
  words(text: string): string[];
  /** A unit's test. Placeholders are substituted, and `common` has the default timeout if the configuration sets none. */
  make(common: TestCommon, config: ConfigOf<Limits, Options>, files: RepositoryFiles): v.InferOutput<Plan>;
  /** The form in which the tests hash has this kind's own keys. A list whose order means nothing is sorted. */
  canonical(test: v.InferOutput<Plan>): Record<Exclude<keyof v.InferOutput<Plan>, keyof TestCommon | "kind">, unknown>;
  /** What the test reads from the repository. */
  paths(test: v.InferOutput<Plan>): TestPath[];
}

/** Declares a kind of test, so that the compiler infers its types from its schemas. */
export function defineTestKind<
  const Name extends string,
  Limits extends v.ObjectEntries,
  Options extends v.ObjectEntries,
  Plan extends v.GenericSchema<unknown, TestCommon & { kind: Name }>,
>(kind: TestKind<Name, Limits, Options, Plan>): TestKind<Name, Limits, Options, Plan> {
  return kind;
}

/** A shell runs the text. */
export function shellCommand(text: string): string[] {
  return ["sh", "-c", text];
}
