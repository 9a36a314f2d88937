/**
 * The order of a packaging system. Negative if the first version is lower, 0 if the system takes
 * them for equal; undefined if it would reject one of them.
 */
export type Order = (a: string, b: string) => number | undefined;
