import { failure } from "../../../core/lib/problems/problem.ts";
import type { RepositoryAddress } from "../reference.ts";
import type { Answer } from "../transport/answer.ts";
import { BadRedirect, resolveUrl } from "../transport/redirect.ts";

/**
 * The next page of a list, from its `Link` header. Uses only path and query, at the registry's own
 * origin: a registry behind a proxy often names an internal scheme, host or port, and no other host
 * may get the request or the login.
 * @throws Failure `registry-invalid` for a next page without a usable address: the list would be
 *   incomplete
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

/** The same page at the list's own path, for a proxy that should have rewritten the link's path. */
export function underOwnPath(address: RepositoryAddress, page: URL): URL | undefined {
  const own = `/v2/${address.name}/tags/list`;
  return page.search === "" || page.pathname === own ? undefined : atOrigin(address, own, page.search);
}

/** Piece by piece, since a path may begin like a host. */
function atOrigin({ origin }: RepositoryAddress, path: string, query: string): URL {
  const url = new URL(origin);
  url.pathname = path;
  url.search = query;
  return url;
}

const parameters = '(?:\\s*;\\s*[^\\s=;,]+(?:\\s*=\\s*(?:"[^"]*"|[^\\s;,"]+))?)*';
const entry = new RegExp(`(?:<([^>]*)>|([^\\s<>;,"]+))(${parameters})`, "g");

/**
 * The target of `rel="next"` in a `Link` header (RFC 8288). Targets may hold commas; parameters may
 * be quoted, unquoted or empty. Accepts a target without brackets too.
 */
export function parseNextLink(header: string): string | undefined {
  for (const [, bracketed, bare, rest = ""] of header.matchAll(entry)) {
    const relation = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,"]+))/i.exec(rest);
    if ((relation?.[1] ?? relation?.[2] ?? "").toLowerCase().split(/\s+/).includes("next")) return bracketed ?? bare;
  }
  return undefined;
}
