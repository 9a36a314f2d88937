import type { Failure } from "../../core/problem.ts";
import type { Answer } from "./answer.ts";
import type { Client } from "./client.ts";
import type { RepositoryAddress } from "./reference.ts";
import type { Request } from "./refusal.ts";
import type { RetryOptions } from "./retry.ts";

/** What the operations below share. */
export interface Session extends Client {
  address(repository: string): RepositoryAddress;
  refusal(address: RepositoryAddress, request: Request, answer: Answer): Promise<Failure>;
  retry: RetryOptions;
}
