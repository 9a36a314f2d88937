/** The action, as long as nobody says whose account hosts Tagstream. */
export const usualAction = "OWNER/tagstream@v1";

/** Whether a step's `uses` names Tagstream, or an action of its repository, whoever hosts it. */
export function isTagstreamAction(uses: string): boolean {
  return /^[\w.-]+\/tagstream(?:\/[^@]*)?@/i.test(uses);
}

/** Whether a person has to say in a workflow whose account hosts Tagstream. */
export function lacksOwner(uses: string): boolean {
  return uses.startsWith("OWNER/");
}
