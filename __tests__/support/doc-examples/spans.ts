import type { Page } from "../markdown.ts";
import { outsideBlocks } from "../markdown-blocks.ts";
import { callFaults } from "./shell/commands.ts";

/** Commands of ours in the prose of a page: texts in backticks, over the ends of lines, too. */
function commandsIn({ text }: Pick<Page, "text">): string[] {
  const spans = [...outsideBlocks(text).matchAll(/(?<!`)`([^`]+)`(?!`)/g)].map(([, span = ""]) => span.replace(/\s*\n\s*/g, " "));
  return spans.filter((span) =>
    /^(?:(?:npx )?tagstream (?!·)|gh workflow run |npm (?:run|test) |script\/[\w-]+(?: |$))/.test(span),
  );
}

/** What prose may leave out, and what stands for a word there. */
const leftOut = /needs the input|needs a SHELL|has no SHELL "SHELL"|argument missing|no command COMMAND/;

/** What is wrong with them. */
export function spanFaults(page: Pick<Page, "text">): string[] {
  return commandsIn(page).flatMap((command) => {
    const faults = callFaults(command).filter((fault) => !leftOut.test(fault));
    return faults.map((fault) => `\`${command}\`: ${fault.replace(/^line 1 of it: /, "")}`);
  });
}
