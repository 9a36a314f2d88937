/** A program that examples call, and what must hold of each call. `programs.ts` lists them. */
export interface Program {
  /** Whether it is called, by the first word of the call. */
  is(name: string): boolean;
  /**
   * What is wrong with a call: sentence parts.
   * @param words what follows the program's name
   */
  faults(words: readonly string[], name: string): readonly string[];
}
