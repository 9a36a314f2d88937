import { failure } from "../../../core/lib/problems/problem.ts";
import { hideFromProc } from "../../process/own-environment.ts";

/** Where the tokens of pin targets come from. */
export interface TokenPlace {
  environment: NodeJS.ProcessEnv;
  /** The run's own token. */
  token?: string | undefined;
  /** Hides a secret in the log. */
  mask?: ((secret: string) => void) | undefined;
}

/** The token for a target's repository. @throws Failure `pin-token` */
export type TokenOf = (repository: string, variable?: string) => string;

/**
 * Only the configuration names these variables. So it masks each one when it first reads it, and
 * takes it out of the environment: no process that starts later inherits it.
 */
export function createTokens({ environment, token, mask }: TokenPlace): TokenOf {
  const taken = new Map<string, string>();
  const take = (variable: string): string | undefined => {
    const value = environment[variable]?.trim();
    if (!value) return undefined;
    mask?.(value);
    taken.set(variable, value);
    delete environment[variable];
    hideFromProc((name) => taken.has(name));
    return value;
  };
  return (repository, variable) => {
    if (variable === undefined) {
      if (token !== undefined) return token;
      throw failure(
        "pin-token",
        `Tagstream has no token for a pull request in ${repository}. Set the input \`token\` or, on the command line, GITHUB_TOKEN. There, \`--dry-run\` and \`--write\` need no token.`,
      );
    }
    const value = taken.get(variable) ?? take(variable);
    if (value !== undefined) return value;
    throw failure(
      "pin-token",
      `The entry of \`pins\` for ${repository} has \`token: ${variable}\`, but that environment variable is unset or empty. Give it to the step in \`env\`: a token with \`contents: write\` and \`pull-requests: write\` in ${repository}; \`prune\` needs \`contents: read\` alone.`,
    );
  };
}
