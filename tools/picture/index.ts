// Draws docs/images: the comment and the summary of a real run, and the status page:
//
//   eval "$(script/engine env)" && npm run build && npm run picture
//   npm run picture -- status      # this one alone, without engine and bundle
//
// It needs the tests' engine, Chromium and fonts:
//
//   apt-get install chromium fonts-liberation fonts-noto-color-emoji
//
// If pngquant is installed, it makes the first two smaller.
import { mkdirSync, statSync } from "node:fs";
import path from "node:path";
import { draw } from "./draw.ts";
import { pageOf } from "./page.ts";
import { realRun } from "./real-run.ts";
import { drawStatus } from "./status.ts";

const folder = path.resolve("docs/images");
const [only] = process.argv.slice(2);
if (only !== undefined && only !== "status") throw new Error("usage: npm run picture [-- status]");
mkdirSync(folder, { recursive: true });
if (only === undefined) {
  const { comment, summary } = await realRun();
  draw(pageOf("comment", comment), fileOf("comment"));
  draw(pageOf("summary", summary), fileOf("summary"));
}
await drawStatus(fileOf("status"));
for (const name of only === undefined ? ["comment", "summary", "status"] : ["status"]) {
  const file = fileOf(name);
  console.log(`${path.relative(".", file)}: ${Math.round(statSync(file).size / 1000)} kB`);
}

function fileOf(name: string): string {
  return path.join(folder, `${name}.png`);
}
