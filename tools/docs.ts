// `npm run docs` writes the generated parts of README.md and docs from their sources, between
// `<!-- begin generated: NAME -->` and `<!-- end generated -->`, and the whole manual page.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { filledPages } from "./docs/pages.ts";
import { generatedParts } from "./docs/parts.ts";
import { manualFile, manualPage } from "./man/page.ts";

const root = process.cwd();
const pages = [...filledPages(root, generatedParts(root)), { file: manualFile, text: manualPage() }];
const changed = pages.filter(({ file, text }) => textOf(path.join(root, file)) !== text);
for (const { file, text } of changed) writeFileSync(path.join(root, file), text);
console.log(changed.length === 0 ? "All pages are up to date" : `Written: ${changed.map(({ file }) => file).join(", ")}`);

function textOf(file: string): string {
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}
