// Writes the README's tables from their sources: `npm run docs`. They stand between `<!-- begin generated: NAME -->` and `<!-- end generated -->`.
import { readFileSync, writeFileSync } from "node:fs";
import { fillIn, generatedParts } from "./readme-parts.ts";

const before = readFileSync("README.md", "utf8");
const after = fillIn(before, generatedParts(process.cwd()));
if (after !== before) writeFileSync("README.md", after);
console.log(after === before ? "README.md is up to date" : "README.md is written anew");
