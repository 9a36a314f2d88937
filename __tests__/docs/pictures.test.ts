import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "@jest/globals";
import { columns, pageOf, statusColumns } from "../../tools/picture/page.ts";
import { root } from "../support/workflow-files.ts";

const images = path.join(root, "docs/images");
const files = ["comment", "summary"].map((name) => path.join(images, `${name}.png`));

describe("the pictures of the documentation", () => {
  test("are small: 200 kB together", () => {
    expect(files.map((file) => statSync(file).size).reduce((sum, size) => sum + size)).toBeLessThanOrEqual(200_000);
  });

  test.each(files)("%s is a PNG of the whole width, sharp", (file) => {
    const bytes = readFileSync(file);
    expect(bytes.subarray(1, 4).toString()).toBe("PNG");
    expect(bytes.readUInt32BE(16)).toBe(2 * columns);
  });

  test("the one of the status page, too", () => {
    const bytes = readFileSync(path.join(images, "status.png"));
    expect(bytes.readUInt32BE(16)).toBe(2 * statusColumns);
    expect(bytes.length).toBeLessThanOrEqual(150_000);
  });

  test("show tables, folded blocks and links of codes as GitHub does", () => {
    const html = pageOf(
      "summary",
      "| a |\n| --- |\n| [test-failed] |\n\n<details><summary>b</summary>\n\nc\n\n</details>\n\n[test-failed]: https://a#b\n",
    );
    expect(html).toContain('<td><a href="https://a#b">test-failed</a></td>');
    expect(html).toContain("<details><summary>b</summary>");
  });
});
