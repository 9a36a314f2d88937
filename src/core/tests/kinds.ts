import type * as v from "valibot";
import { exec } from "./exec.ts";
import type { RepositoryFiles, TestCommon, TestPath } from "./kind.ts";
import { run } from "./run.ts";
import { script } from "./script.ts";

/** Every kind of test. The schemas and messages name them in this order. */
export const testKinds = [run, exec, script] as const;

/** A unit's test, as its plan has it. */
export type Test = v.InferOutput<(typeof testKinds)[number]["plan"]>;

/** A kind of test for code that serves all of them. */
export interface AnyTestKind {
  name: Test["kind"];
  limits: object;
  options: object;
  hints: Readonly<Record<string, string | undefined>>;
  onRunner: boolean;
  words(text: string): string[];
  /** @param config the test in the configuration, of which a kind reads its own keys */
  make(common: TestCommon, config: { timeout?: string }, files: RepositoryFiles): Test;
  canonical(test: Test): object;
  paths(test: Test): TestPath[];
}

const byName: ReadonlyMap<string, AnyTestKind> = new Map(testKinds.map((kind) => [kind.name, kind]));

/** The kind of a test. @throws TypeError for an unknown kind, which no schema accepts */
export function kindOfTest({ kind }: Pick<Test, "kind">): AnyTestKind {
  const found = byName.get(kind);
  if (!found) throw new TypeError(`not a kind of test: ${kind}`);
  return found;
}
