import type { Status } from "../../core/status/status.ts";
import type { Files } from "../../ports/files.ts";
import { badgeFiles } from "../../render/status/badges.ts";
import { statusFile } from "./earlier.ts";
import { pageWithin } from "./page-within.ts";

/** What was written. */
export interface WrittenStatus {
  /** The page's path in the folder, and its size in bytes. */
  page: string;
  bytes: number;
  badges: number;
}

/** The file of the page, which web servers show for its folder. */
export const pageFile = "index.html";

/** A status for machines: JSON, with a line end. */
export function statusJson(status: Status): string {
  return `${JSON.stringify(status)}\n`;
}

/**
 * Writes the page, its data and the badges into a folder, together.
 * @param before the badges that an earlier run left: those of other streams go, as nothing keeps them true
 * @throws Failure `file-unwritable`
 */
export async function writeStatus(
  status: Status,
  folder: string,
  before: readonly string[],
  files: Pick<Files, "replaceTogether">,
): Promise<WrittenStatus> {
  const { default: template } = await import("tagstream:page");
  const page = await pageWithin(status, template);
  const badges = badgeFiles(status);
  // The data last: whoever waits for it finds the page.
  const written = [...badges, { path: pageFile, text: page }, { path: statusFile, text: statusJson(status) }];
  const kept = new Set(written.map(({ path }) => path));
  const useless = before.filter((path) => !kept.has(path));
  await files.replaceTogether(folder, written, useless);
  return { page: pageFile, bytes: Buffer.byteLength(page), badges: badges.length };
}
