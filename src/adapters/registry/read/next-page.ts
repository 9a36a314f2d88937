import { failure } from "../../../core/lib/problem.ts";
import type { RepositoryAddress } from "../reference.ts";
import type { Answer } from "../transport/answer.ts";
import { BadRedirect, resolveUrl } from "../transport/redirect.ts";

/**
 * Where a list goes on, as its `Link` says: path and query alone count, at the registry's own origin. Behind a proxy, a registry often
 * names a scheme, a host or a port that only itself knows, and another one is to get neither the question nor the login.
 * @throws Failure `registry-invalid` where there is a next page, and no telling where: a list that seems to end would be incomplete
 */
export function nextPage(address: RepositoryAddress, answer: Answer): URL | undefined {
  const link = answer.headers.link;
  const header = Array.isArray(link) ? link.join(",") : (link ?? "");
  const target = parseNextLink(header);
  if (target === undefined && !/;\s*rel\s*=\s*"?[^",;]*\bnext\b/i.test(header)) return undefined;
  try {
    const linked = resolveUrl(target ?? "", answer.url);
    if (target !== undefined) return atOrigin(address, linked.pathname, linked.search);
  } catch (error) {
    if (!(error instanceof BadRedirect)) throw error;
  }
  throw failure(
    "registry-invalid",
    `${address.registry} sent an invalid link to the next page of tags for ${address.name}. Tagstream discarded the list.`,
  );
}

/** The same page under the path that the list has at its registry: of a link whose path a proxy would have had to rewrite. */
export function underOwnPath(address: RepositoryAddress, page: URL): URL | undefined {
  const own = `/v2/${address.name}/tags/list`;
  return page.search === "" || page.pathname === own ? undefined : atOrigin(address, own, page.search);
}

/** Part by part, since a path may begin like a host. */
function atOrigin({ origin }: RepositoryAddress, path: string, query: string): URL {
  const url = new URL(origin);
  url.pathname = path;
  url.search = query;
  return url;
}

const parameters = '(?:\\s*;\\s*[^\\s=;,]+(?:\\s*=\\s*(?:"[^"]*"|[^\\s;,"]+))?)*';
const entry = new RegExp(`(?:<([^>]*)>|([^\\s<>;,"]+))(${parameters})`, "g");

/**
 * The target of `rel="next"` in a `Link` header (RFC 8288): targets may hold commas, parameters may be quoted or not, or have no value.
 * A target without its brackets is taken, too.
 */
export function parseNextLink(header: string): string | undefined {
  for (const [, bracketed, bare, rest = ""] of header.matchAll(entry)) {
    const relation = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,"]+))/i.exec(rest);
    if ((relation?.[1] ?? relation?.[2] ?? "").toLowerCase().split(/\s+/).includes("next")) return bracketed ?? bare;
  }
  return undefined;
}
