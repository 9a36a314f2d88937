/** What a person at a terminal answers: a line without its end, or nothing. */
export type Answer = { text: string } | { none: "interrupted" | "ended" };

/** Asks the person who started the program. Absent where nobody can answer. */
export interface Prompt {
  /** Shows a question, and waits for a line. Ctrl-C interrupts, Ctrl-D ends the input. */
  ask(question: string): Promise<Answer>;
}
