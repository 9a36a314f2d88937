import { repositoryKey } from "../oci/reference.ts";
import type { Follower } from "./state.ts";

/** The repository that has the source's publications; undefined if it is the follower's own first one. */
export function otherRepository({ follows, destinations }: Pick<Follower, "follows" | "destinations">): string | undefined {
  const own = destinations[0]?.repository ?? "";
  return repositoryKey(own) === repositoryKey(follows.repository) ? undefined : follows.repository;
}
