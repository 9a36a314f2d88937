import { failure } from "../../core/lib/problems/problem.ts";
import type { Authorizer } from "./auth/authorization.ts";
import { type Access, repositoryScope } from "./auth/scope.ts";
import type { RepositoryAddress } from "./reference.ts";
import { type Answer, isOk } from "./transport/answer.ts";
import { errorCode } from "./transport/error-code.ts";
import type { HostWatch } from "./transport/host-watch.ts";
import { BadRedirect, following } from "./transport/redirect.ts";
import { type RetryOptions, retrying } from "./transport/retry.ts";
import { type Exchange, type HttpAnswer, type HttpRequest, readBody, TooLong } from "./transport/transport.ts";
import { HostFault, unreachable } from "./transport/unreachable.ts";

/** One call to the registry's API for one repository. */
export interface Call extends Pick<HttpRequest, "method" | "body" | "patience" | "long"> {
  /** Relative to `/v2/NAME/`, or a whole URL from the registry. */
  path: string | URL;
  access: Access;
  /** Another repository of the same registry, from which to mount a blob. */
  mountFrom?: string;
  headers?: Record<string, string>;
}

/** An answer with its body unread: the caller must read or destroy it. */
export type Stream = HttpAnswer & { stream: true };

export interface Client {
  /**
   * Makes a call: logs in on demand, follows redirects, retries where that helps. Gives any status.
   * @throws Failure `registry-unreachable`; `registry-invalid` for an answer that no registry
   *   should give
   */
  call(address: RepositoryAddress, call: Call): Promise<Answer>;
  /**
   * The same for a body of any length: a stream on success, otherwise read up to the limit for
   * errors.
   */
  open(address: RepositoryAddress, call: Call): Promise<Answer | Stream>;
  /** One attempt with a stream as body. Throws Node's error; the caller restarts the stream. */
  once(address: RepositoryAddress, call: Call): Promise<Answer>;
}

/**
 * Bytes. The OCI distribution specification requires registries to accept manifests of this size,
 * and nothing else we read whole is longer.
 */
export const largestBody = 4 * 1024 * 1024;

export function createClient({ exchange, reaching }: HostWatch, authorizer: Authorizer, retry: RetryOptions): Client {
  const send = following(exchange);
  const attempt = (address: RepositoryAddress, call: Call) => authorized(send, authorizer, address, call);
  const repeating = <T extends Answer | Stream>({ registry }: RepositoryAddress, { body }: Call, work: () => Promise<T>) => {
    const repeatable = body === undefined || body instanceof Uint8Array;
    return explained(registry, () => reaching(() => retrying(work, repeatable, retry)));
  };
  return {
    call: (address, call) => repeating(address, call, async () => whole(await attempt(address, call))),
    open: (address, call) =>
      repeating(address, call, async () => {
        const answer = await attempt(address, { ...call, long: true });
        return isOk(answer) && !isWhole(answer) ? { ...answer, stream: true as const } : whole(answer);
      }),
    once: async (address, call) => whole(await attempt(address, call)),
  };
}

/** Sends a request that brings its own login: to a token service. */
export function createSender({ exchange, reaching }: HostWatch, retry: RetryOptions): (request: HttpRequest) => Promise<Answer> {
  const send = following(exchange);
  const once = async (request: HttpRequest) => whole(await send(request));
  return (request) => explained(request.url.host, () => reaching(() => retrying(() => once(request), true, retry)));
}

/** Attempts after the first: a token, one with more rights, a new login, and one in reserve. */
const maxRounds = 4;

/**
 * One attempt with the login that the registry is known to want, then with what its 401 asks for.
 */
async function authorized(
  send: Exchange,
  authorizer: Authorizer,
  address: RepositoryAddress,
  call: Call,
): Promise<HttpAnswer | Answer> {
  const url = typeof call.path === "string" ? new URL(`/v2/${address.name}/${call.path}`, address.origin) : call.path;
  const ours = url.origin === address.origin;
  const scopes = [repositoryScope(address.name, call.access)];
  if (call.mountFrom !== undefined) scopes.push(repositoryScope(call.mountFrom, "pull"));
  let authorization = await authorizer.prepare(address, scopes);
  for (let round = 0; ; round++) {
    if (authorization.refused) return authorization.refused;
    const credentials = ours && authorization.header !== undefined ? { authorization: authorization.header } : {};
    const answer = await send({ ...call, url, headers: { ...call.headers, ...credentials } });
    const challenge = answer.headers["www-authenticate"];
    const again = call.body === undefined || call.body instanceof Uint8Array;
    if (answer.status !== 401 || answer.url.origin !== address.origin || challenge === undefined || round === maxRounds)
      return answer;
    // Read the body before asking for a token. If the service is the registry itself, open bodies
    // hold the connections that the token request needs.
    const refusal = await whole(answer);
    const next = await authorizer.answer(address, authorization, challenge);
    // The stream is used up: its source starts again, with the new token.
    if (!next || !again) return refusal;
    authorization = next;
  }
}

function isWhole(answer: HttpAnswer | Answer): answer is Answer {
  return answer.body instanceof Uint8Array;
}

async function whole(answer: HttpAnswer | Answer): Promise<Answer> {
  return isWhole(answer) ? answer : { ...answer, body: await readBody(answer.body, largestBody) };
}

/** Turns errors of lower layers into messages with a remedy. */
export async function explained<T>(host: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof TooLong) {
      throw failure(
        "registry-invalid",
        `${host} sent ${error.message}, far too much for this request. Tagstream discarded the answer.`,
      );
    }
    if (error instanceof BadRedirect)
      throw failure("registry-invalid", `${host} answered with ${error.message}. Tagstream does not follow it.`);
    if (error instanceof HostFault || errorCode(error) !== "") throw unreachable(host, error);
    throw error;
  }
}
