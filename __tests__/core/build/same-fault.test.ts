import { expect, test } from "@jest/globals";
import { asOf, failedStep } from "../../../src/core/build/same-fault.ts";

const problemOf = (message: string) => ({ code: "build-failed", severity: "error", message }) as const;
const step = "docker buildx bake failed:\n > [shared 2/2] RUN make:";
const place = "Dockerfile:2\n   1 | FROM x\n   2 | >>> RUN make";

test.each([
  ["the place is shown to one of them", `${step}\n1.0 no rule\n${place}\nERROR: exit code: 2`, true],
  ["another output", `${step}\n1.0 no file\nERROR: exit code: 2`, false],
  ["no output", `${step}\nERROR: exit code: 2`, false],
  ["another end", `${step}\n1.0 no rule\nERROR: exit code: 3`, false],
  ["another step", `${step.replace("2/2", "1/2")}\n1.0 no rule\nERROR: exit code: 2`, false],
])("the same step: %s", (_, message, same) => {
  const first = failedStep(problemOf(`${step}\n1.0 no rule\nERROR: exit code: 2`));
  expect(failedStep(problemOf(message)) === first).toBe(same);
});

test.each(["docker buildx bake failed:\nERROR: no builder", "The registry refuses.", `${step}`.replace(" > ", "")])(
  "no step: %j",
  (message) => {
    expect(failedStep(problemOf(message))).toBeUndefined();
  },
);

test("what is left for the others", () => {
  expect(asOf("web:r", problemOf(`${step}\n1.0 no rule\nERROR: exit code: 2`))).toEqual(
    problemOf(`${step}\nThe same step failed for web:r, whose error shows its output.`),
  );
});
