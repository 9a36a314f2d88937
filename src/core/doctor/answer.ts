import type { Finding } from "./finding.ts";

/** What was asked for, or why it is unknown, as a clause, and what helps. */
export type Answer<T> = { known: T } | { unknown: string; remedy?: string };

/** The row of a question without an answer. */
export function unanswered(
  check: string,
  subject: string,
  { unknown, remedy }: Extract<Answer<never>, { unknown: string }>,
): Finding {
  return { level: "unknown", check, subject, what: unknown, ...(remedy === undefined ? {} : { remedy }) };
}

/** The answer of GitHub without a token. */
export const withoutToken: Answer<never> = {
  unknown: "there is no GitHub token to ask with",
  remedy: "set GITHUB_TOKEN, such as GITHUB_TOKEN=$(gh auth token)",
};

/** The answer of a registry without a login on a person's machine: the workflows have their own. */
export function withoutLogin(host: string): { unknown: string; remedy: string } {
  return { unknown: `this machine has no login for ${host}`, remedy: `docker login ${host}, then run doctor again` };
}
