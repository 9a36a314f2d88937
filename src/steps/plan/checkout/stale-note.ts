/** A note of a plan, on the command line. */
export const staleNote = "the remote does not answer: streams use the branches and git tags that this clone fetched last";
