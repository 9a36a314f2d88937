import { commands } from "../../src/commands/index.ts";
import { inputNamed, inputNames } from "../../src/ports/inputs.ts";
import { outputs } from "../../src/ports/outputs.ts";
import { commandsSentence, inputDescription, outputDescription } from "./commands.ts";

const columns = 100;
const markers = /( *# begin generated: `npm run docs`\n)[\s\S]*?(# end generated\n)/;

/** The text of `action.yml` with its inputs and outputs written again from their tables. */
export function fillAction(text: string): string {
  if (!markers.test(text)) throw new Error("action.yml has no place for its inputs and outputs");
  return text.replace(markers, (_, begin: string, end: string) => `${begin}${inputsBlock()}\n${outputsBlock()}${end}`);
}

function inputsBlock(): string {
  const entries = inputNames.map((name) => {
    const { default: initially } = inputNamed(name);
    const description = name === "command" ? commandsSentence(inputNamed(name).description) : inputDescription(name, commands);
    const value = initially === undefined ? "" : `    default: ${initially === "false" ? '"false"' : initially}\n`;
    return `  ${name}:\n${folded(description)}    required: false\n${value}`;
  });
  return `inputs:\n${entries.join("")}`;
}

function outputsBlock(): string {
  const entries = Object.keys(outputs).map((name) => `  ${name}:\n${folded(outputDescription(name as keyof typeof outputs))}`);
  return `outputs:\n${entries.join("")}`;
}

/** A description as a folded block of YAML: a line end is a space. */
function folded(text: string): string {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last === undefined || `      ${last} ${word}`.length > columns) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return `    description: >-\n${lines.map((line) => `      ${line}\n`).join("")}`;
}
