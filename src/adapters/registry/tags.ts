import * as v from "valibot";
import { failure } from "../../core/problem.ts";
import { type Answer, isAbsent, isOk, parseJson } from "./answer.ts";
import { readMaybeHidden } from "./hidden.ts";
import { BadRedirect, resolveUrl } from "./redirect.ts";
import type { RepositoryAddress } from "./reference.ts";
import type { Access } from "./scope.ts";
import type { Session } from "./session.ts";

const pageSchema = v.object({ tags: v.nullish(v.array(v.string()), []) });

/** Pages in a row that have no tag which was not on one before: after these, a list that still goes on has no end. */
const mostBarren = 10;

/**
 * All tags, page by page. A list that is not complete is never returned: it would make what exists look free.
 * Registries differ: some ignore `n`, some do not sort, some answer `null`; a page may repeat what the one before it had.
 */
export async function listTags(session: Session, address: RepositoryAddress, pageSize = 1000): Promise<string[]> {
  let access: Access = "pull";
  let answer = await readMaybeHidden(session, address, (granted) => {
    access = granted;
    return session.call(address, { method: "GET", path: `tags/list?n=${pageSize}`, access });
  });
  if (answer === undefined || isAbsent(answer)) return [];
  const tags = new Set<string>();
  const seen = new Set<string>();
  let barren = 0;
  for (;;) {
    if (!isOk(answer)) throw await session.refusal(address, { verb: "read" }, answer);
    const page = parseJson(answer, pageSchema);
    if (!page) throw invalid(address, "no list of tags");
    const before = tags.size;
    for (const tag of page.tags) tags.add(tag);
    barren = tags.size > before ? 0 : barren + 1;
    const next = nextPage(address, answer);
    if (next === undefined) return [...tags];
    if (seen.has(next.href) || barren >= mostBarren) throw invalid(address, "the same page of tags over and over");
    seen.add(next.href);
    answer = await session.call(address, { method: "GET", path: next, access });
  }
}

function nextPage(address: RepositoryAddress, answer: Answer): URL | undefined {
  const link = answer.headers.link;
  const text = Array.isArray(link) ? link.join(",") : (link ?? "");
  const target = parseNextLink(text);
  if (target === undefined) return undefined;
  try {
    return resolveUrl(target, answer.url);
  } catch (error) {
    if (error instanceof BadRedirect) throw invalid(address, "a link to nowhere as its next page of tags");
    throw error;
  }
}

/** The target of `rel="next"` in a `Link` header (RFC 8288): targets may hold commas, parameters may be quoted or not. */
export function parseNextLink(header: string): string | undefined {
  for (const [, target, parameters = ""] of header.matchAll(/<([^>]*)>((?:\s*;\s*[^\s=;,]+\s*=\s*(?:"[^"]*"|[^\s;,"]+))*)/g)) {
    const relation = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,"]+))/i.exec(parameters);
    if ((relation?.[1] ?? relation?.[2] ?? "").toLowerCase().split(/\s+/).includes("next")) return target;
  }
  return undefined;
}

function invalid(address: RepositoryAddress, what: string): Error {
  return failure("registry-invalid", `${address.registry} answered with ${what} for ${address.name}. Nothing of it was used.`);
}
