import type { Code } from "./problem.ts";

/** The default place of the documentation. `OWNER` is a placeholder for the publishing account. */
const home = { server: "https://github.com", repository: "OWNER/tagstream", ref: "v1" };

/** The action's own reference, from GitHub's runner: `uses: REPOSITORY@REF`. */
export interface Origin {
  server?: string | undefined;
  repository?: string | undefined;
  ref?: string | undefined;
}

/**
 * The address of the page of error codes, for the version that runs: a pinned commit links to that
 * commit's page. For `uses: ./…` and on the command line the repository is unknown, so the link
 * goes to the current major version.
 */
export function errorPageOf({ server, repository, ref }: Origin = {}): string {
  const known = /^[\w.-]+\/[\w.-]+$/.test(repository ?? "") && /^[\w./-]+$/.test(ref ?? "");
  const of = known ? { server: isServer(server) ? server : home.server, repository, ref } : home;
  return `${of.server}/${of.repository}/blob/${of.ref}/docs/reference/errors.md`;
}

function isServer(text: string | undefined): text is string {
  return /^https?:\/\/[\w.:-]+$/.test(text ?? "");
}

/** The address of one code's explanation. */
export function addressOf(page: string, code: Code): string {
  return `${page}#${code}`;
}

/** The code at the end of a failure, in Markdown. `codeDefinitions` makes it a link. */
export function codeMark({ code }: { code?: Code }): string {
  return code === undefined ? "" : ` [${code}]`;
}

/** The link definitions for the codes in a Markdown text, one for each code. */
export function codeDefinitions(page: string, marked: readonly { code?: Code }[]): string {
  const codes = new Set(marked.flatMap(({ code }) => (code === undefined ? [] : [code])));
  return [...codes].map((code) => `[${code}]: ${addressOf(page, code)}`).join("\n");
}

/** Gives the address of a code the first time that an output names it, and nothing afterwards. */
export function createExplainer(page: string): (code: Code) => string[] {
  const explained = new Set<Code>();
  return (code) => {
    if (explained.has(code)) return [];
    explained.add(code);
    return [addressOf(page, code)];
  };
}
