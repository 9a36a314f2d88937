import { spawnSync } from "node:child_process";
import type { Example, ExampleKind } from "../kind.ts";
import { callsIn } from "./calls.ts";
import { programs } from "./programs.ts";

/** Commands of a shell: bash can read them, and each call is one that its program takes. */
export const shellCommands: ExampleKind = {
  name: "shell commands",
  is: ({ language }) => language === "sh",
  faults({ text }) {
    const syntax = syntaxFaults(text);
    return syntax.length > 0 ? syntax : callFaults(text);
  },
};

/** What is wrong with the calls in a script, each with its line in the script. */
export function callFaults(script: Example["text"]): string[] {
  return callsIn(script).flatMap(({ words: [name = "", ...words], line }) => {
    const program = programs.find((one) => one.is(name));
    const faults = program?.faults(words, name) ?? [`${name} is no program that examples call`];
    return faults.map((fault) => `line ${line + 1} of it: ${fault}`);
  });
}

function syntaxFaults(text: string): string[] {
  const { status, stderr } = spawnSync("bash", ["-n"], { input: text, encoding: "utf8" });
  return status === 0 ? [] : [stderr.trim()];
}
