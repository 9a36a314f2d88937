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
  const whole = await pageOf(status, template);
  const all = countPackages(status);
  if (Buffer.byteLength(whole) <= most || all === 0) return whole;
  let over = { kept: all, bytes: Buffer.byteLength(whole) };
  let under = await pageWith(0, status, template);
  for (let tries = 0; tries < maxTries && under.bytes < fullEnough * most; tries++) {
    // Each one takes about the same room.
    const share = (most - under.bytes) / (over.bytes - under.bytes);
    const kept = under.kept + Math.floor((over.kept - under.kept) * share);
    if (kept <= under.kept) break;
    const next = await pageWith(kept, status, template);
    if (next.bytes <= most) under = next;
    else over = next;
  }
  return under.page;
}

/** Packing a large status takes seconds. */
const maxTries = 6;
const fullEnough = 0.9;

/** The page with the package changes of so many publications at most, the newest ones. */
async function pageWith(kept: number, status: Status, template: string) {
  const { status: trimmed, until } = trimPackages(status, kept);
  const notes = until === undefined ? [] : [leftOutWords(until)];
  const page = await pageOf({ ...trimmed, notes: [...trimmed.notes, ...notes] }, template);
  return { kept, page, bytes: Buffer.byteLength(page) };
}

function leftOutWords(until: string): string {
  return `This page has no package changes of publications until ${momentWords(until)}, to stay small: status.json beside it has them.`;
}

async function pageOf(status: Status, template: string): Promise<string> {
  return statusPage(status, await pageData(JSON.stringify(pack(status))), template);
}
