// Writes the inputs and outputs of action.yml from their tables: `npm run docs`.
import { readFileSync, writeFileSync } from "node:fs";
import { fillAction } from "./docs/action.ts";

const before = readFileSync("action.yml", "utf8");
const after = fillAction(before);
if (after !== before) writeFileSync("action.yml", after);
console.log(after === before ? "action.yml is up to date" : "action.yml is written anew");
