import type { Broken } from "./broken.ts";
import { stamps } from "./broken-tags.ts";
import { holdState, type IssueState } from "./github-issues.ts";

/** An image's newest publication: the same in both registries. */
export async function newest(made: Broken, image = "squid"): Promise<[stamp: string, digest: string]> {
  return stamps(await made.agreed(image)).at(-1) ?? ["", ""];
}

/** A hold as the command makes it: on the squid, at what it shows unless a digest is given. */
export const holdBody = (fields: { expires?: string; digest?: string; units?: string } = {}) =>
  [
    "Wait for upstream.",
    "",
    "```yaml tagstream-hold",
    "version: 1",
    `units: ["${fields.units ?? "squid:release"}"]`,
    'reason: "it waits for upstream"',
    'owner: "octo"',
    `expires: "${fields.expires ?? "2099-01-01"}"`,
    `digests: {${fields.digest === undefined ? "" : ` "squid:release": "${fields.digest}" `}}`,
    "```",
  ].join("\n");

/** Puts a hold among the issues: on the squid, at the bad image, unless its state says otherwise. */
export const open = (made: Broken, number: number, state: Parameters<typeof holdState>[0] = {}): IssueState => {
  const issue = holdState({ title: "Hold: squid:release", body: holdBody({ digest: made.images.squid.bad }), ...state });
  made.github.issues.set(number, issue);
  return issue;
};
