import { describe, expect, test } from "@jest/globals";
import { failure, orUndefined } from "../../../../src/core/lib/problems/problem.ts";

describe("work that may fail", () => {
  test("gives its value", async () => {
    expect(await orUndefined(async () => "main")).toBe("main");
  });

  test("gives nothing after a fault that a person can fix", async () => {
    const fault = failure("git-remote", "The remote does not answer.");
    expect(await orUndefined(() => Promise.reject(fault))).toBeUndefined();
  });

  test("passes a defect on", async () => {
    await expect(orUndefined(() => Promise.reject(new TypeError("a defect")))).rejects.toThrow(TypeError);
  });
});
