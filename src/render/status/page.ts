import type { Status } from "../../core/status/status.ts";
import { escapeHtml } from "../text/markdown.ts";

/**
 * The page of a status: one HTML text that asks nothing of the network.
 * @param _template the page without its data
 */
export async function statusPage(status: Status, _template: string): Promise<string> {
  const rows = status.units.map(({ unit }) => `<li>${escapeHtml(unit)}</li>`);
  return `<!doctype html>\n<html lang="en"><meta charset="utf-8"><title>Status</title><ul>${rows.join("")}</ul></html>\n`;
}
