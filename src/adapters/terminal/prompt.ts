import { createInterface } from "node:readline";
import type { Answer, Prompt } from "../../ports/prompt.ts";

/** A terminal's streams. Questions go to standard error: standard output has only results. */
export interface PromptStreams {
  input: NodeJS.ReadableStream & { isTTY?: boolean };
  output: NodeJS.WritableStream & { isTTY?: boolean };
}

/** A prompt for these streams; undefined if one of them is no terminal. */
export function promptFor({ input, output }: PromptStreams): Prompt | undefined {
  if (!input.isTTY || !output.isTTY) return undefined;
  return { ask: (question) => ask(question, { input, output }) };
}

/** Asks once. Ctrl-C does not end the program: what asked may have to clean up. */
function ask(question: string, { input, output }: PromptStreams): Promise<Answer> {
  const terminal = createInterface({ input, output, terminal: true });
  return new Promise((resolve) => {
    const end = (answer: Answer) => {
      resolve(answer);
      terminal.close();
    };
    terminal.once("SIGINT", () => {
      output.write("\n");
      end({ none: "interrupted" });
    });
    terminal.once("close", () => resolve({ none: "ended" }));
    terminal.question(question, (text) => end({ text }));
  });
}
