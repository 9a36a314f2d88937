import { describe, expect, test } from "@jest/globals";
import { deadLinks, type Page, pages, plant } from "../support/markdown.ts";

const all = pages();
const readme = all.find((one) => one.path === "README.md") as Page;

describe("links", () => {
  test.each(all)("of $path lead somewhere", (one) => {
    expect(deadLinks(one)).toEqual([]);
  });

  test.each([
    "docs/desing.md",
    "#limit",
    "docs/design.md#99-code",
    "docs/decisions/0000.md",
    "docs/reference/errors.md#no-such-code",
  ])("a dead one would be found: %s", (target) => {
    expect(deadLinks(plant(readme, `[x](${target})`))).toEqual([target]);
    expect(deadLinks(plant(readme, `[x][y]\n\n[y]: ${target}`))).toEqual([target]);
  });

  test("every decision has its number once, and in order", () => {
    const numbers = all.flatMap((one) => /^docs\/decisions\/(\d{4})-/.exec(one.path)?.[1] ?? []);
    expect(numbers).toEqual(numbers.map((_, index) => String(index + 1).padStart(4, "0")));
  });
});
