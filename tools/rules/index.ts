import { checkJest } from "./check-jest.ts";
import { checkFileLines, checkFunctionLines } from "./check-lengths.ts";
import { checkProse } from "./check-prose.ts";
import { checkRooms } from "./check-rooms.ts";
import { readSources } from "./sources.ts";
import type { Violation } from "./violation.ts";

const code = /\.(?:tsx?|mjs|cjs|go|sh)$/;
const formattedByBiome = /\.(?:tsx?|mjs|cjs)$/;
const codePlaces = ["src", "__tests__", "tools", "bench", "docs/.vitepress/config.ts"];
const prosePlaces = ["README.md", "CONTRIBUTING.md", "SECURITY.md", "docs", "workflows", "examples", ".github"];

/**
 * Finds what breaks the rules that Biome and TypeScript do not know. Biome has those for import
 * cycles and cognitive complexity.
 * @param root the repository's folder
 */
export function findViolations(root: string): Violation[] {
  const sources = readSources(root, codePlaces, code);
  // The body of a `describe` is a list of tests, not a function to read.
  const functions = sources.filter(({ file }) => formattedByBiome.test(file) && !file.endsWith(".test.ts"));
  return [
    ...checkRooms(sources.filter(({ file }) => file.startsWith("src/"))),
    ...checkFunctionLines(functions),
    ...checkFileLines(sources),
    ...checkJest(sources, (file) => /^(?:src|bench|tools)\//.test(file)),
    ...checkProse(readSources(root, prosePlaces, /\.md$/)),
  ];
}
