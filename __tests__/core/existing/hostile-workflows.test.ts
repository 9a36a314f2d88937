// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of GitHub
import { expect, test } from "@jest/globals";
import { readExisting } from "../../../src/core/existing/read-existing.ts";
import { createRandom } from "../../support/chaos/random.ts";
import { notUnderstood, publishedBy } from "../../support/existing/shown-setup.ts";
import { sourceOf, withWorkflow } from "../../support/existing/source.ts";
import { fuzzSeeds } from "../../support/fuzz.ts";

const list = `[${Array.from({ length: 100 }, (_item, index) => index).join(", ")}]`;

test("10,000 combinations of a matrix", () => {
  const { setup } = readExisting(
    withWorkflow(`
on: { push: { branches: [main] } }
jobs:
  build:
    runs-on: x
    strategy: { matrix: { a: ${list}, b: ${list} } }
    steps:
      - uses: docker/build-push-action@v6
        with: { push: true, context: "\${{ matrix.a }}", tags: "octo/app:\${{ matrix.a }}-\${{ matrix.b }}" }
`),
  );
  expect(setup.builds.length).toBe(256);
  expect(setup.notUnderstood.map(({ place, why }) => [place.line, why])).toEqual([
    [6, "the matrix has more than 256 combinations, the most that GitHub allows"],
  ]);
});

test("workflows that call each other without end", () => {
  const file = ".github/workflows/a.yml";
  const { setup } = readExisting(
    sourceOf({ [file]: "on: [push, workflow_call]\njobs:\n  again:\n    uses: ./.github/workflows/a.yml\n" }),
  );
  expect(notUnderstood(setup)).toEqual(["4 uses: ./.github/workflows/a.yml: workflows call each other more than 10 times"]);
});

test("workflows that each call four others", () => {
  const files = Array.from({ length: 10 }, (_item, index) => {
    const uses = `uses: ./.github/workflows/l${index + 1}.yml`;
    const jobs = ["a", "b", "c", "d"].map((name) => `  ${name}: { ${uses} }`).join("\n");
    return [
      `.github/workflows/l${index}.yml`,
      `on: { workflow_call: {}, push: { branches: [main] } }\njobs:\n${jobs}\n`,
    ] as const;
  });
  const last = "on: workflow_call\njobs: { x: { runs-on: x, steps: [{ run: docker push a/b }] } }\n";
  const { setup } = readExisting(sourceOf({ ...Object.fromEntries(files), ".github/workflows/l10.yml": last }));
  expect(new Set(setup.notUnderstood.map(({ why }) => why))).toEqual(
    new Set([
      "the workflows have too many jobs and steps: the rest is not evaluated",
      "it is not clear which build `docker.io/a/b:latest` is",
    ]),
  );
});

test("actions that use themselves", () => {
  const action = "runs:\n  using: composite\n  steps:\n    - uses: ./act\n    - uses: ./act\n";
  const { setup } = readExisting(
    withWorkflow(
      "on: { push: { branches: [main] } }\njobs: { x: { steps: [{ uses: ./act }] } }\n",
      {},
      { "act/action.yml": action },
    ),
  );
  expect(notUnderstood(setup)).toEqual([
    "4 - uses: ./act: actions call each other more than 10 times",
    "5 - uses: ./act: actions call each other more than 10 times",
  ]);
});

test("jobs that need each other, and names of prototypes", () => {
  const step = (tag: string) => `[{ uses: docker/build-push-action@v6, with: { push: true, tags: "octo/app:${tag}" } }]`;
  const { setup } = readExisting(
    withWorkflow(`
on: { push: { branches: [main] } }
env: { __proto__: x, constructor: y }
jobs:
  a: { needs: b, steps: ${step("a")} }
  b: { needs: a, steps: ${step("b")} }
  __proto__: { runs-on: x, steps: ${step("p-${{ env.constructor }}")} }
  constructor:
    needs: __proto__
    strategy: { matrix: { __proto__: [1], toString: [2] } }
    steps: ${step("${{ matrix.toString }}${{ env.__proto__ }}${{ env.valueOf }}")}
  unknown: { needs: nobody, steps: ${step("u")} }
`),
  );
  expect(publishedBy(setup)).toEqual(
    Object.fromEntries([
      ["__proto__", ["docker.io/octo/app:p-y | main | 7"]],
      ["constructor", ["docker.io/octo/app:2x | main | 11"]],
    ]),
  );
});

test("a workflow of half a megabyte", () => {
  const steps = Array.from(
    { length: 6000 },
    (_item, index) => `      - uses: actions/checkout@v4 # ${"x".repeat(50)} ${index}\n`,
  );
  const last = "      - uses: docker/build-push-action@v6\n        with: { push: true, tags: octo/app }\n";
  const { setup } = readExisting(
    withWorkflow(`on: { push: { branches: [main] } }\njobs:\n  a:\n    runs-on: x\n    steps:\n${steps.join("")}${last}`),
  );
  expect(publishedBy(setup)).toEqual({ a: ["docker.io/octo/app:latest | main | 6007"] });
});

test.each(fuzzSeeds({ few: 40, all: 2000 }))("whatever a file says, there is an answer, seed %d", (seed) => {
  const workflow = `
on: { push: { branches: [main] }, workflow_call: { inputs: { x: { default: 1 } } } }
env: &env { A: "\${{ github.ref_name }}" }
jobs:
  a:
    if: \${{ vars.X }}
    needs: [b]
    strategy: { matrix: { x: [1, 2], include: [{ x: 1, y: { z: 3 } }] } }
    runs-on: [a, b]
    env: { <<: *env }
    steps:
      - { id: meta, uses: docker/metadata-action@v5, with: { images: a/b, tags: "type=sha" } }
      - uses: docker/build-push-action@v6
        with: { push: true, tags: "\${{ steps.meta.outputs.tags }}", outputs: "type=image,name=c/d,push=true" }
      - run: docker buildx imagetools create -t a/b:c a/b:d
  b: { uses: ./.github/workflows/build.yml, with: { x: 2 }, secrets: inherit }
`;
  const pieces = [
    "{",
    "}",
    "[",
    ": ",
    "- ",
    "${{ ",
    " }}",
    "*env",
    "&x ",
    "\n",
    "'",
    '"',
    "|\n",
    "null",
    "!!binary ",
    "<<: ",
    "\u0000",
    "qqz1zqq",
  ];
  const random = createRandom(seed);
  let text = workflow;
  for (let change = 0; change < 3; change += 1) {
    const from = random.below(text.length);
    text = `${text.slice(0, from)}${random.pick(pieces)}${text.slice(from + random.below(12))}`;
  }
  expect(readExisting(withWorkflow(text)).questions).toEqual([]);
});
