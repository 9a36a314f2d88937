// `npm run docs` writes the generated parts of README.md and docs from their sources, between
// `<!-- begin generated: NAME -->` and `<!-- end generated -->`.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { filledPages } from "./docs/pages.ts";
import { generatedParts } from "./docs/parts.ts";

const root = process.cwd();
const changed = filledPages(root, generatedParts(root)).filter(
  ({ file, text }) => readFileSync(path.join(root, file), "utf8") !== text,
);
for (const { file, text } of changed) writeFileSync(path.join(root, file), text);
console.log(changed.length === 0 ? "All pages are up to date" : `Written: ${changed.map(({ file }) => file).join(", ")}`);
