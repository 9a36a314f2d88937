import type { Prompt } from "../../ports/prompt.ts";

export type Decision = "yes" | "no" | "interrupted" | "ended";

/** How often a person may answer something else. */
const mostTries = 3;

/**
 * Asks whether to go on.
 * @param usual the answer of an empty line
 */
export async function confirm(prompt: Prompt, question: string, usual: "yes" | "no"): Promise<Decision> {
  for (let tries = 0; tries < mostTries; tries++) {
    const answer = await prompt.ask(`${question} ${usual === "yes" ? "[Y/n]" : "[y/N]"} `);
    if ("none" in answer) return answer.none;
    const word = answer.text.trim().toLowerCase();
    if (word === "") return usual;
    if (["y", "yes"].includes(word)) return "yes";
    if (["n", "no"].includes(word)) return "no";
  }
  return "no";
}
