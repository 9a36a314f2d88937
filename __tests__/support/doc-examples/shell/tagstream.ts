import { commandLineFaults } from "../given.ts";
import type { Program } from "./program.ts";

/** The command line, by its own reader of arguments. */
export const tagstream: Program = {
  is: (name) => name === "tagstream",
  faults: commandLineFaults,
};

const isPackage = (word: string): boolean => /^tagstream(?:@\d+(?:\.\d+)*)?$/.test(word);

/** The same, from the npm package. */
export const npx: Program = {
  is: (name) => name === "npx",
  faults(words) {
    const at = words.findIndex((word) => !word.startsWith("-"));
    if (!isPackage(words[at] ?? "")) return [`npx runs another package: ${words[at]}`];
    return [
      ...words
        .slice(0, at)
        .filter((option) => option !== "--yes")
        .map((option) => `npx has no option ${option} here`),
      ...commandLineFaults(words.slice(at + 1)),
    ];
  },
};

/** The same, from the image of the command line; any other use of Docker is its own affair. */
export const docker: Program = {
  is: (name) => name === "docker",
  faults(words) {
    const at = words.findIndex((word) => /\/tagstream:/.test(word));
    if (at === -1) return [];
    return words[0] === "run" ? commandLineFaults(words.slice(at + 1)) : [`docker ${words[0]} does not run Tagstream`];
  },
};
