import type { Failure } from "../../core/lib/problem.ts";
import type { CredentialsFor } from "./auth/credentials.ts";
import type { Client } from "./client.ts";
import type { Pushed } from "./lag.ts";
import type { RepositoryAddress } from "./reference.ts";
import type { RefusedRequest } from "./refusal.ts";
import type { Answer } from "./transport/answer.ts";
import type { RetryOptions } from "./transport/retry.ts";
import type { HttpRequest } from "./transport/transport.ts";

/** What the operations below share. */
export interface RegistrySession extends Client {
  address(repository: string): RepositoryAddress;
  refusal(address: RepositoryAddress, request: RefusedRequest, answer: Answer): Promise<Failure>;
  retry: RetryOptions;
  /** What this run pushed, and a registry may not show yet. */
  pushed: Pushed;
  /** A request to a service beside the registry's own API, with the headers that it is given and no others. */
  send(request: HttpRequest): Promise<Answer>;
  /** Registries, by origin, that refuse to be asked for a number of tags. */
  withoutNumber: Set<string>;
  credentialsFor: CredentialsFor;
}
