// Draws docs/images from a real run:
//
//   eval "$(script/engine env)" && npm run build && npm run picture
//
// It needs the tests' engine, Chromium and fonts:
//
//   apt-get install chromium fonts-liberation fonts-noto-color-emoji
//
// If pngquant is installed, it makes the files smaller.
import { mkdirSync, statSync } from "node:fs";
import path from "node:path";
import { draw } from "./draw.ts";
import { pageOf } from "./page.ts";
import { realRun } from "./real-run.ts";

const folder = path.resolve("docs/images");
const { comment, summary } = await realRun();
mkdirSync(folder, { recursive: true });
for (const [name, html] of Object.entries({ comment: pageOf("comment", comment), summary: pageOf("summary", summary) })) {
  const file = path.join(folder, `${name}.png`);
  draw(html, file);
  console.log(`${path.relative(".", file)}: ${Math.round(statSync(file).size / 1000)} kB`);
}
