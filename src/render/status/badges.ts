import type { Status } from "../../core/status/status.ts";

/** The badges of a status, as files: their paths in the folder, with `/`, and texts. */
export function badgeFiles(_status: Status): { path: string; text: string }[] {
  return [];
}
