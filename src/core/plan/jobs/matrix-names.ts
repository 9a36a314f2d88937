/** The outputs of the command `plan` with the matrices of the build jobs, by level. */
export const matrixNames = ["matrix", "matrix-2", "matrix-3"] as const;
