import path from "node:path";
import { findImports } from "./imports.ts";
import type { Source, Violation } from "./violation.ts";

/**
 * Finds where a program that runs without Jest imports `@jest/globals`: itself, or by a file of the
 * tests that it shares. That module throws outside Jest, when the program starts.
 * @param sources the files that may import each other
 * @param isProgram tells the files that run without Jest
 */
export function checkJest(sources: readonly Source[], isProgram: (file: string) => boolean): Violation[] {
  const byFile = new Map(sources.map((source) => [source.file, source]));
  const reached = new Map(sources.filter(({ file }) => isProgram(file)).map(({ file }) => [file, file]));
  const violations: Violation[] = [];
  // A map gives what is added to it while it is read.
  for (const [file, program] of reached) {
    const source = byFile.get(file);
    if (!source) continue;
    for (const { specifier, line } of findImports(source)) {
      if (specifier === "@jest/globals") {
        const message = `${program} runs without Jest and reaches this import: throw an error instead of using expect.`;
        violations.push({ rule: "without-jest", file, line, message });
      }
      const target = path.posix.join(path.posix.dirname(file), specifier);
      if (specifier.startsWith(".") && !reached.has(target)) reached.set(target, program);
    }
  }
  return violations;
}
