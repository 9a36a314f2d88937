/** A plan as `plan` wrote it is taken, whatever steps have done meanwhile. */
import { writeFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { readPlanFor } from "../../../src/steps/plan/read-plan.ts";
import { planned, refusal, repository, requestOf, session, useRepository, written } from "../../support/planned-job.ts";

useRepository();

describe("a plan as it was written is taken", () => {
  test("with the secrets of images that it leaves out", async () => {
    const { units } = await planned({ only: "base" });
    expect(units.map(({ name }) => name)).toEqual(["base:release"]);
    const { secrets } = await readPlanFor(requestOf("build"), await session());
    expect(secrets).toEqual([
      { id: "TOKEN", env: "TOKEN" },
      { id: "key", src: "/run/secrets/key" },
    ]);
  });

  test("by the weekly rebuild's jobs, keys in any order", async () => {
    const made = await planned();
    const reversed = JSON.stringify(made, (_, value: unknown) =>
      typeof value === "object" && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).reverse())
        : value,
    );
    writeFileSync(written, reversed);
    expect(await refusal()).toBe("");
  });

  test.each([{}, { config: "ci/other.yml" }, { config: "./ci/other.yml" }])(
    "of another configuration, with the inputs %j",
    async (inputs) => {
      expect((await planned({ config: "ci/other.yml" })).config).toBe("ci/other.yml");
      expect(await refusal(inputs)).toBe("");
      expect(await refusal({ config: "ci/third.yml" })).toContain("plan-foreign: The plan uses the configuration ci/other.yml");
    },
  );

  test("where a step before it has made a file of the tests, here or there", async () => {
    await planned();
    repository.write({ "tests/data/made-here": "" });
    expect(await refusal()).toBe("");
    await planned();
    repository.git("clean", "--quiet", "--force");
    expect(await refusal()).toContain("units[1].testsHash");
    expect(await refusal()).toContain("If a step before `plan` writes the configuration or test files");
  });

  test("where what `plan` found was made by a step before it, and is not here", async () => {
    const ignored = {
      ".gitignore": "made/\n",
      "ci/made.yml": "registries: [one.example.org/osg]\nimages: { made: { context: made } }\n",
    };
    repository.commit(ignored);
    repository.write({ "made/Dockerfile": "FROM busybox\n" });
    await planned({ config: "ci/made.yml" });
    repository.git("clean", "--quiet", "--force", "-d", "-x");
    expect(await refusal()).toBe("");
  });
});
