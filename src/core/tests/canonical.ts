import { sortedEntries, sortedUnique } from "../lib/canonical.ts";
import { kindOfTest, type Test } from "./kinds.ts";

/** A test's form in the tests hash. The order of these keys is part of every hash. */
export function canonicalTest(test: Test): object {
  const { name, kind, timeout, command, env, platforms } = test;
  const common = { name, kind, timeout, command, env: sortedEntries(env), platforms: sortedUnique(platforms) };
  return { ...common, ...kindOfTest(test).canonical(test) };
}
