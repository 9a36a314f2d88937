import * as v from "valibot";
import { list, name, platform, someOf, timeLimit, values } from "../lib/scalars.ts";
import { parseDuration } from "../lib/time/duration.ts";
import { waiverSchema } from "./waiver.ts";

/** Milliseconds that a test, and each run of a scanner, may take by default. */
export const defaultTimeout = parseDuration("5m");

/** The common keys of all tests in a plan. */
export const plannedEntries = {
  name: name("Unique in its unit."),
  timeout: timeLimit("Milliseconds after which Tagstream kills the test, which then has failed."),
  env: values("Environment variables."),
  platforms: list(platform, "The platforms that the test runs on. The unit's other platforms are exempt."),
  command: someOf(v.string(), "The program and its arguments."),
  /** On the plan's day. */
  waived: v.exactOptional(v.pipe(waiverSchema, v.description("Present while a failure keeps no image from being published."))),
};

const planned = v.strictObject(plannedEntries);

export type TestCommon = v.InferOutput<typeof planned>;

/** A file or folder that a test reads. A change there changes the test. */
export interface TestPath {
  /** Where the test names it: `command[0]`, `files[1]`. */
  at: string;
  /** Relative to the repository's root. */
  path: string;
}

/** Looks up a test's paths in the repository, and reports the missing ones. */
export interface RepositoryFiles {
  /** The normal form of the command's first word, which names a file. */
  program(subject: string): string;
  /** The normal forms of the files and folders that a key lists. */
  paths(key: string, paths: readonly string[], subject: string): string[];
}

type OutputOf<Entries extends v.ObjectEntries> = v.InferOutput<v.StrictObjectSchema<Entries, undefined>>;

/** The configuration's keys for a kind's `make`: its own, and the common timeout. */
type ConfigOf<Limits extends v.ObjectEntries, Options extends v.ObjectEntries> = { timeout?: string } & OutputOf<Limits> &
  OutputOf<Options>;

/**
 * One kind of test: all that the core knows about it. `kinds.ts` lists the kinds;
 * `steps/build/tests` runs them. docs/contributing/add-a-test-kind.md shows how to add one.
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
  /**
   * Time limits that this kind adds to the configuration's keys. No time limit may exceed one day.
   */
  limits: Limits;
  /** Other keys that this kind adds to the configuration. */
  options: Options;
  /** Advice for a test of another kind that has one of these keys. */
  hints: { readonly [Key in keyof Limits | keyof Options]?: string };
  /** The schema of such a test in a plan. */
  plan: Plan;
  /** Whether its program runs on the runner, where it can change the work tree. */
  onRunner: boolean;
  /** The command of a value that is text. A list is a command already. */
  words(text: string): string[];
  /**
   * A unit's test. Placeholders are substituted, and `common` has the default timeout if the
   * configuration sets none.
   */
  make(common: TestCommon, config: ConfigOf<Limits, Options>, files: RepositoryFiles): v.InferOutput<Plan>;
  /**
   * The form of this kind's own keys in the tests hash, with lists sorted if their order is
   * meaningless.
   */
  canonical(test: v.InferOutput<Plan>): Record<Exclude<keyof v.InferOutput<Plan>, keyof TestCommon | "kind">, unknown>;
  /** The files and folders that the test reads. */
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
