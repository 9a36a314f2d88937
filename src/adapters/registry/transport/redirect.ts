import { drain, type Exchange, type HttpAnswer, type HttpRequest } from "./transport.ts";

const maximumHops = 5;

/** Thrown for an unsafe or broken redirect; the message says why, and names only hosts. */
export class BadRedirect extends Error {}

/**
 * An exchange that follows redirects. Credentials stay at their origin, even when a later hop leads
 * back. It never follows a redirect from https to http. It sends a body again only for 307 and 308.
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

/** The target of a `Location` or a `Link`. @throws BadRedirect for an invalid target */
export function resolveUrl(reference: string, base: URL): URL {
  const url = URL.canParse(reference, base.href) ? new URL(reference, base) : undefined;
  if (url?.protocol !== "https:" && url?.protocol !== "http:") throw new BadRedirect("a redirect to an invalid web address");
  url.username = "";
  url.password = "";
  return url;
}

function withoutCredentials(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !["authorization", "cookie"].includes(name.toLowerCase())),
  );
}
