/** @needs engine */
import { execFileSync } from "node:child_process";
import { expect, test } from "@jest/globals";
import { parseIgnoreFile } from "../../../src/core/inputs/dockerignore.ts";
import { Failure } from "../../../src/core/lib/problems/problem.ts";
import { createRandom } from "../../support/chaos/random.ts";
import { engine } from "../../support/engine.ts";
import { fuzzSeeds } from "../../support/fuzz.ts";

const seeds = fuzzSeeds({ few: 2000, all: 20_000 });

const pieces = ["a", "b", "ab", "*", "**", "**/", "?", "/", "/", ".", "..", "!", "[ab]", "[^a]", "[a-c]", "[", "]", "\\", "\\*"];
const odd = [
  "|",
  "{",
  "}",
  "{2}",
  "{1,}",
  "{02}",
  "{,2}",
  "{1,2}",
  "+",
  "(",
  ")",
  "$",
  "^",
  ".",
  " ",
  "\t",
  "\u0085",
  "\uFEFF",
  "#",
];
const rare = ["[[:alpha:]]", "[a|b]", "[{}]", "[.]", "\\{", "\\|", "é", "-", "[a-]", "0", "\r", "\u00a0", "\u2028"];
const names = [
  "a",
  "b",
  "c",
  "ab",
  "aa",
  "a|b",
  "a{2}",
  "{",
  "}",
  "a+b",
  "a.b",
  "a b",
  "é",
  "[a]",
  "a\u2028b",
  "a\nb",
  "$",
  "^a",
  "alpha",
  "!a",
];

interface Question {
  ignore: string;
  paths: string[];
}

function makeQuestion(from: number): Question {
  const random = createRandom(from);
  const many = <T>(most: number, make: () => T): T[] => Array.from({ length: 1 + random.below(most) }, make);
  const piece = () => random.pick(random.below(6) === 0 ? rare : random.below(3) === 0 ? odd : pieces);
  const line = () => (random.below(5) === 0 ? "!" : "") + many(6, piece).join("");
  return {
    ignore: many(4, line).join(random.below(8) === 0 ? "\r\n" : "\n"),
    paths: many(12, () => many(3, () => random.pick(names)).join("/")),
  };
}

/** What we make of it: undefined where the file is refused. */
function answerOurs({ ignore, paths }: Question): boolean[] | undefined {
  try {
    const rules = parseIgnoreFile(ignore, ".dockerignore");
    return paths.map((path) => !rules.includes(path));
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}

test(`ignore files are read as BuildKit's own code reads them: ${seeds.length} from seed ${seeds[0]}`, () => {
  const questions = seeds.map(makeQuestion);
  const input = questions.map((question) => `${JSON.stringify(question)}\n`).join("");
  const output = execFileSync(engine("TAGSTREAM_PATTERNMATCHER"), { input, maxBuffer: 1 << 30 }).toString();
  const theirs = output
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as { ignored?: boolean[]; error?: string });
  let compared = 0;
  const different = questions.flatMap((question, index) => {
    const ours = answerOurs(question);
    const { ignored } = theirs[index] ?? {};
    if (!ours || !ignored) return []; // one of the two refuses it: no image is built, or none is planned
    compared++;
    return JSON.stringify(ours) === JSON.stringify(ignored) ? [] : [{ seed: seeds[index], ...question, ours, theirs: ignored }];
  });
  expect(different.slice(0, 3)).toEqual([]);
  expect(theirs).toHaveLength(seeds.length);
  expect(compared).toBeGreaterThan(seeds.length / 3);
});
