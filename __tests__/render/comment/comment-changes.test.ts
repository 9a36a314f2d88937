import { describe, expect, test } from "@jest/globals";
import { commentMarkdown } from "../../../src/render/comment/comment.ts";
import { bytesOf } from "../../../src/render/text/markdown.ts";
import { candidate, green, planOf } from "../../support/candidate-comments.ts";

describe("what changed", () => {
  const units = [candidate("squid:release"), candidate("xcache:release")];
  const results = units.map(green);
  const comment = (fold: string) =>
    commentMarkdown(planOf(units), results, new Map(), {
      changes: { cells: new Map([["squid:release", "3 packages"]]), fold },
    }) ?? "";

  test("a column of the table, and a block below it", () => {
    const text = comment("<details>the tables</details>");
    expect(text).toContain("| image | stream | digest | tests | changes | when merged |");
    expect(text).toMatch(/\| squid .* \| 3 packages \| this exact image is published \|/);
    expect(text).toMatch(/\| xcache .* \| {2}\| this exact image is published \|\n\n<details>the tables<\/details>\n/);
  });

  test("the block is the first to go where room is short", () => {
    const text = comment("x".repeat(60_000));
    expect(bytesOf(text)).toBeLessThan(5000);
    expect(text).toContain("*What changes is too long for a comment: see the run's summary.*");
    expect(text).toContain("<details><summary>By digest</summary>");
    expect(text).toContain("| 3 packages |");
  });
});
