import { commands } from "../../../../src/commands/index.ts";
import { allOptions, helpText } from "../../../../src/help.ts";
import { printed } from "./printed.ts";

/** The help of the command line, without its first line, which has the version. */
export const shownHelp = printed({
  name: "help",
  begins: /^ {2}tagstream \[command\]/,
  lines: () => helpText(commands).trimEnd().split("\n").slice(2),
});

/** All options of the command line. */
export const shownOptions = printed({
  name: "options",
  begins: /^ {2}-C, --path/,
  lines: () => allOptions().split("\n"),
});
