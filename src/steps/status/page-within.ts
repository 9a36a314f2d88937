import { momentWords } from "../../core/lib/time/moment.ts";
import { pack } from "../../core/status/packed.ts";
import type { Status } from "../../core/status/status.ts";
import { countPackages, trimPackages } from "../../core/status/trim.ts";
import { statusPage } from "../../render/status/page.ts";
import { pageData } from "./page-data.ts";

/** The most bytes of a page: what a browser shows at once, also on a slow line. */
export const maximumBytes = 1_000_000;

/**
 * The page of a status. If it would be too large, the package changes of the oldest publications stay
 * out, and the page says so: `status.json` has them. No publication stays out, so a page of very many
 * may be larger.
 * @param template the page without its data
 * @param most bytes
 */
export async function pageWithin(status: Status, template: string, most = maximumBytes): Promise<string> {
  let kept = countPackages(status);
  let page = await pageOf(status, template);
  while (Buffer.byteLength(page) > most && kept > 0) {
    kept = Math.min(kept - 1, Math.floor(kept * 0.8));
    const { status: trimmed, until } = trimPackages(status, kept);
    const notes = until === undefined ? [] : [leftOutWords(until)];
    page = await pageOf({ ...trimmed, notes: [...trimmed.notes, ...notes] }, template);
  }
  return page;
}

function leftOutWords(until: string): string {
  return `This page has no package changes of publications until ${momentWords(until)}, to stay small: status.json beside it has them.`;
}

async function pageOf(status: Status, template: string): Promise<string> {
  return statusPage(status, await pageData(JSON.stringify(pack(status))), template);
}
