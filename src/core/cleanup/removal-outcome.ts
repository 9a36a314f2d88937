/**
 * The outcome of removing a tag, or an image without tags.
 * - removed: the registry removed it, and nothing else
 * - absent: it did not exist
 * - kept: it stays: something needs it, or the registry cannot remove it alone
 * - failed: it may still exist; running again helps
 */
export type RemovalOutcome = "removed" | "absent" | "kept" | "failed";
