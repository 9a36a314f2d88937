import type { Program } from "./program.ts";

/** Programs of others in examples. bash reads their syntax; what they do is theirs. */
const names = new Set([
  "[",
  "buildkitd",
  "compinit",
  "condor_token_create",
  "curl",
  "eval",
  "exec",
  "export",
  "git",
  "grype",
  "id",
  "jq",
  "kubectl",
  "openssl",
  "printf",
  "sleep",
  "sort",
  "source",
  "trivy",
  "xargs",
]);

export const foreign: Program = {
  is: (name) => names.has(name),
  faults: () => [],
};
