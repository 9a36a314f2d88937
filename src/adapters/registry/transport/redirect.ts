import { drain, type Exchange, type HttpAnswer, type HttpRequest } from "./transport.ts";

const maximumHops = 5;

/** Thrown for a redirect that is not followed; the message says why, and names hosts only. */
export class BadRedirect extends Error {}

/**
 * An exchange that follows redirects. Credentials go to the origin that they were meant for, and not beyond, not even when
 * a later hop leads back. From https to http no redirect is followed. What has a body is sent again on 307 and 308 alone.
 */
export function following(exchange: Exchange): Exchange {
  return async (request) => {
    let current: HttpRequest = request;
    for (let hops = 0; ; hops++) {
      const answer = await exchange(current);
      const next = nextRequest(current, answer);
      if (!next) return answer;
      await drain(answer.body);
      if (hops === maximumHops) throw new BadRedirect(`more than ${maximumHops} redirects`);
      current = next;
    }
  };
}

function nextRequest(request: HttpRequest, { status, headers }: HttpAnswer): HttpRequest | undefined {
  const reads = request.method === "GET" || request.method === "HEAD";
  const repeatable = request.body === undefined || request.body instanceof Uint8Array;
  if (!(status === 307 || status === 308 ? reads || repeatable : reads && [301, 302, 303].includes(status))) return undefined;
  if (headers.location === undefined) return undefined;
  const url = resolveUrl(headers.location, request.url);
  if (request.url.protocol === "https:" && url.protocol !== "https:") {
    throw new BadRedirect(`a redirect from https to ${url.protocol}//${url.host}`);
  }
  return { ...request, url, headers: url.origin === request.url.origin ? request.headers : withoutCredentials(request.headers) };
}

/** Where a `Location` or a `Link` leads. Throws `BadRedirect` when it leads nowhere. */
export function resolveUrl(reference: string, base: URL): URL {
  const url = URL.canParse(reference, base.href) ? new URL(reference, base) : undefined;
  if (url?.protocol !== "https:" && url?.protocol !== "http:")
    throw new BadRedirect("a redirect to something that is no web address");
  url.username = "";
  url.password = "";
  return url;
}

function withoutCredentials(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !["authorization", "cookie"].includes(name.toLowerCase())),
  );
}
