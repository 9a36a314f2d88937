import { sortedEntries, sortedUnique } from "../lib/canonical.ts";
import { kindOfTest, type Test } from "./kinds.ts";

/**
 * A test's form in the tests hash. The order of these keys is part of every hash. A waiver counts while
 * it lasts, so that an image that only passed by it is tested again after its end.
 */
export function canonicalTest(test: Test): object {
  const { name, kind, timeout, command, env, platforms, waived } = test;
  const common = { name, kind, timeout, command, env: sortedEntries(env), platforms: sortedUnique(platforms) };
  return { ...common, ...(waived ? { waived: true } : {}), ...kindOfTest(test).canonical(test) };
}
