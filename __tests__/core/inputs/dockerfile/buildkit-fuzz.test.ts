/** @needs engine */
import { execFileSync } from "node:child_process";
import { expect, test } from "@jest/globals";
import { createRandom } from "../../../support/chaos/random.ts";
import { engine } from "../../../support/engine.ts";
import { fuzzSeeds } from "../../../support/fuzz.ts";
import { hardDockerfiles } from "./hard-dockerfiles.ts";
import { describeReading, readOurs } from "./reading.ts";

const seeds = fuzzSeeds({ few: 3000, all: 30_000 });

/** Parts of FROM, COPY and RUN, and of what looks like them. */
const starts = ["FROM", "from", "COPY", "RUN", "ADD", "ONBUILD COPY", "ONBUILD RUN", "ARG", "ENV", "# comment", "#", ""];
const words = [
  "a",
  "b:1",
  "x",
  "AS",
  "as",
  "one",
  "Two",
  "0",
  "--from=b",
  '--from="c"',
  "--from=",
  "--from=one",
  "--link",
  "--chown=1:1",
  "--platform=$BUILDPLATFORM",
  "--mount=type=bind,from=d,target=/x",
  "--mount=target=/y,FROM=e",
  '--mount=type=bind,"from=f",target=/z',
  "--mount='from=g,target=/g'",
  "--mount=type=cache,target=/c",
  "--network=none",
  "/",
  "/etc",
  "true",
  "$A",
  "A=1",
  'B="b c"',
  "C=$A-x",
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of a Dockerfile
  "${A:-d}",
  "'q'",
  '"r s"',
  "\\ ",
  "\\",
  "\\\\",
  "`",
  "<<EOF",
  "<<-EOF",
  "<<'EOF'",
  '"<<EOF"',
  "3<<EOF",
  "<<<EOF",
  "$((1<<EOF))",
  "#",
];
const ends = [
  "\n",
  "\n",
  "\n",
  "\n",
  " \\\n",
  "\\\n",
  " ` \n",
  "\r\n",
  "\n\n",
  " \\ \n",
  "\\\\\n",
  "\nEOF\n",
  "\n\tEOF\n",
  "\n# c\n",
];
const heads = ["", "", "", "# escape=`\n", "# syntax=docker/dockerfile:1\n# escape=`\n", "\n# escape=`\n", "\uFEFF", "ARG A=b\n"];

function makeDockerfile(seed: number): string {
  const random = createRandom(seed);
  const many = <T>(most: number, make: () => T): T[] => Array.from({ length: 1 + random.below(most) }, make);
  const line = () => [random.pick(starts), ...many(4, () => random.pick(words))].join(" ") + random.pick(ends);
  return `${random.pick(heads)}FROM a AS one\n${many(6, line).join("")}`;
}

interface Theirs {
  args: string[][];
  stages: {
    name: string;
    line: number;
    from: string;
    image: string;
    platform: string;
    copies: { name: string; line: number }[];
  }[];
  error?: string;
}

function readTheirs(texts: readonly string[]): Theirs[] {
  const input = texts.map((text) => `${JSON.stringify({ text })}\n`).join("");
  const output = execFileSync(engine("TAGSTREAM_DOCKERFILE"), { input, maxBuffer: 1 << 30 }).toString();
  return output
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Theirs);
}

/** A reading as text, like those of the table of hard Dockerfiles. */
function describeTheirs({ args, stages, error }: Theirs): string[] | undefined {
  if (error !== undefined) return undefined;
  return describeReading(
    args,
    stages.map((stage) => ({ ...stage, name: stage.name.toLowerCase(), hasPlatform: stage.platform !== "" })),
  );
}

test("the table of hard Dockerfiles says what BuildKit's own code answers", () => {
  const theirs = readTheirs(hardDockerfiles.map(([, text]) => text));
  expect(theirs.map(describeTheirs)).toEqual(hardDockerfiles.map(([, , read]) => read));
});

test(`Dockerfiles are read as BuildKit's own code reads them: ${seeds.length} from seed ${seeds[0]}`, () => {
  const texts = seeds.map(makeDockerfile);
  const theirs = readTheirs(texts).map(describeTheirs);
  // BuildKit refuses the others: no image is built.
  const accepted = texts.flatMap((text, index) => (theirs[index] ? [{ text, theirs: theirs[index] }] : []));
  const different = accepted.filter((one) => JSON.stringify(readOurs(one.text)) !== JSON.stringify(one.theirs));
  expect(different.slice(0, 3).map((one) => ({ ...one, ours: readOurs(one.text) }))).toEqual([]);
  expect(accepted.length).toBeGreaterThan(seeds.length / 10);
});
