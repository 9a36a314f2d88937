import { expect, test } from "@jest/globals";
import { type FaultyCase, faultsOf, load } from "./support.ts";

test.each<FaultyCase>([
  [
    "registries that do not suit the units",
    `registries:
  - { name: ghcr.io/a, when: { os: el9 }, required: false }
  - ghcr.io/b
  - { name: ghcr.io/b, required: false }
matrix: { os: [el9, el10] }
images:
  a: { context: . }
  b: { context: ., destinations: [{ name: ghcr.io/x/b, when: { os: el9 } }] }
`,
    [
      "2:5 config-registry the first registry of a:el9-release holds its builds and candidates, and so cannot be `required: false`: put a required one before it",
      "4:5 config-registry ghcr.io/b/a is there already, on line 3",
      "8:20 config-registry no destination is for b:el10-release: every `when` leaves it out",
    ],
  ],
])("%s", (_, yaml, faults) => {
  expect(faultsOf(yaml)).toEqual(faults);
});

test("without an owner, registries or destinations have to be there", () => {
  expect(() => load("images: { a: { context: . } }", null)).toThrow(/`registries` is missing.*set it/);
  expect(load("images: { a: { context: ., destinations: [ghcr.io/x/a] } }", null).units).toHaveLength(1);
  expect(load("registries: [localhost:5000]\nimages: { a: { context: . } }", null).units[0]?.destinations).toEqual([
    { repository: "localhost:5000/a", required: true },
  ]);
});
