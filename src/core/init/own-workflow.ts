/** The action, as long as nobody says whose account hosts Tagstream. */
export const usualAction = "OWNER/tagstream@v1";

/** Whether a person has to say in a workflow whose account hosts Tagstream. */
export function lacksOwner(uses: string): boolean {
  return uses.startsWith("OWNER/");
}
