import { expect, test } from "@jest/globals";
import { asOf } from "../../../src/core/build/same-fault.ts";

test.each([
  [
    "docker buildx bake failed:\n > [shared 2/2] RUN make:\n1.0 no rule\nERROR: exit code: 2",
    "docker buildx bake failed:\n > [shared 2/2] RUN make:\nThe same step failed for web:r, whose error shows its output.",
  ],
  ["docker buildx bake failed:\nERROR: no builder", "docker buildx bake failed:\nERROR: no builder"],
  ["The registry refuses.", "The registry refuses."],
])("%j", (message, expected) => {
  const problem = { code: "build-failed", severity: "error" } as const;
  expect(asOf("web:r", { ...problem, message })).toEqual({ ...problem, message: expected });
});
