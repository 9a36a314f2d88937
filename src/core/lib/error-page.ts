import type { Code } from "./problem.ts";

/** Where the documentation of a version is: the placeholder stands for the account that publishes Tagstream. */
const home = { server: "https://github.com", repository: "OWNER/tagstream", ref: "v1" };

/** From where this action was called, as GitHub's runner says it: `uses: REPOSITORY@REF`. */
export interface Origin {
  server?: string | undefined;
  repository?: string | undefined;
  ref?: string | undefined;
}

/**
 * The address of the page that explains every error code, of the version that runs: whoever pins a commit reads that commit's page. The
 * runner names no repository for `uses: ./…`, and there is none on the command line: then it is the page of the current major version.
 */
export function errorPageOf({ server, repository, ref }: Origin = {}): string {
  const known = /^[\w.-]+\/[\w.-]+$/.test(repository ?? "") && /^[\w./-]+$/.test(ref ?? "");
  const of = known ? { server: isServer(server) ? server : home.server, repository, ref } : home;
  return `${of.server}/${of.repository}/blob/${of.ref}/docs/reference/errors.md`;
}

function isServer(text: string | undefined): text is string {
  return /^https?:\/\/[\w.:-]+$/.test(text ?? "");
}

/** The address at which one code is explained. */
export function addressOf(page: string, code: Code): string {
  return `${page}#${code}`;
}

/** Behind a failure, Markdown: the code, as in logs. `codeDefinitions` makes it a link. */
export function codeMark({ code }: { code?: Code }): string {
  return code === undefined ? "" : ` [${code}]`;
}

/** What makes links of the codes in a Markdown text: each address once, however often its code is there. Empty without codes. */
export function codeDefinitions(page: string, marked: readonly { code?: Code }[]): string {
  const codes = new Set(marked.flatMap(({ code }) => (code === undefined ? [] : [code])));
  return [...codes].map((code) => `[${code}]: ${addressOf(page, code)}`).join("\n");
}

/** Gives the address of a code the first time that one output names the code, and nothing after that. */
export function createExplainer(page: string): (code: Code) => string[] {
  const explained = new Set<Code>();
  return (code) => {
    if (explained.has(code)) return [];
    explained.add(code);
    return [addressOf(page, code)];
  };
}
