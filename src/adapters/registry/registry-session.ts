import type { Failure } from "../../core/lib/problems/problem.ts";
import type { CredentialsFor } from "./auth/credentials.ts";
import type { Client } from "./client.ts";
import type { Pushed } from "./lag.ts";
import type { RepositoryAddress } from "./reference.ts";
import type { RefusedRequest } from "./refusal.ts";
import type { Answer } from "./transport/answer.ts";
import type { RetryOptions } from "./transport/retry.ts";
import type { HttpRequest } from "./transport/transport.ts";

/** State that the operations below share. */
export interface RegistrySession extends Client {
  address(repository: string): RepositoryAddress;
  refusal(address: RepositoryAddress, request: RefusedRequest, answer: Answer): Promise<Failure>;
  retry: RetryOptions;
  /** What this run pushed; the registry may not show it yet. */
  pushed: Pushed;
  /** Sends a request to a service besides the registry's own API, with exactly these headers. */
  send(request: HttpRequest): Promise<Answer>;
  /** Registries, by origin, that refuse a page size. */
  withoutNumber: Set<string>;
  credentialsFor: CredentialsFor;
}
