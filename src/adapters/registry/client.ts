import { failure } from "../../core/lib/problem.ts";
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

/** One call of the registry's API for one repository. */
export interface Call extends Pick<HttpRequest, "method" | "body" | "patience" | "long"> {
  /** Below `/v2/NAME/`, or a whole URL that the registry gave us. */
  path: string | URL;
  access: Access;
  /** Another repository's name, of the same registry, from which a blob is mounted. */
  mountFrom?: string;
  headers?: Record<string, string>;
}

/** An answer whose body is still to come: it has to be read, or destroyed. */
export type Stream = HttpAnswer & { stream: true };

export interface Client {
  /**
   * Makes a call, logged in where the registry asks for that, redirects followed, tried again where that helps; gives the answer
   * whatever its status. Throws `registry-unreachable`, and `registry-invalid` for what no registry should answer.
   */
  call(address: RepositoryAddress, call: Call): Promise<Answer>;
  /** The same, for a body of any length: a stream when the answer is a success, read as far as errors go otherwise. */
  open(address: RepositoryAddress, call: Call): Promise<Answer | Stream>;
  /** One attempt, for a body that is a stream. Throws what Node says: the caller begins again from the stream's source. */
  once(address: RepositoryAddress, call: Call): Promise<Answer>;
}

/** Bytes: the OCI distribution specification has registries accept manifests of this size; nothing that we read whole is longer. */
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

/** Sends what needs no login of ours but its own: a request to a token service. */
export function createSender({ exchange, reaching }: HostWatch, retry: RetryOptions): (request: HttpRequest) => Promise<Answer> {
  const send = following(exchange);
  const once = async (request: HttpRequest) => whole(await send(request));
  return (request) => explained(request.url.host, () => reaching(() => retrying(() => once(request), true, retry)));
}

/** After the first request: another token, with more rights, by a login that was looked up anew, and one in reserve. */
const maxRounds = 4;

/** One attempt: with what the registry is known to want, then with what it asks for in its 401. */
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
    // Read before a token is asked for: its service may be the registry, whose connections are all waited for by what is still open.
    const refusal = await whole(answer);
    const next = await authorizer.answer(address, authorization, challenge);
    // A stream was sent already: its source begins anew, and then has the new token.
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

/** Turns what the layers below throw into what a person can act on. */
export async function explained<T>(host: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof TooLong) {
      throw failure(
        "registry-invalid",
        `${host} sent ${error.message} of something that registries keep small. Nothing of it was used.`,
      );
    }
    if (error instanceof BadRedirect)
      throw failure("registry-invalid", `${host} answered with ${error.message}, which is not followed.`);
    if (error instanceof HostFault || errorCode(error) !== "") throw unreachable(host, error);
    throw error;
  }
}
