import { gunzipSync } from "node:zlib";
import { unpack } from "../../src/core/status/packed.ts";

/** The timestamps of a unit's publications in the data of a status page, newest first. */
export function publicationsOn(html: string, unit: string): string[] {
  const [, data = ""] = /<script [^>]*id="status">([^<]*)<\/script>/.exec(html) ?? [];
  const status = unpack(JSON.parse(gunzipSync(Buffer.from(data, "base64")).toString("utf8")));
  return status.units.find(({ unit: name }) => name === unit)?.publications.map(({ timestamp }) => timestamp) ?? [];
}

/** Whether a page names anything that a browser would fetch, or allows its script to. */
export function loadsSomething(html: string): boolean {
  return !html.includes("default-src 'none'") || /<(?:img|link|script|iframe|source)\b[^>]*\b(?:src|href)="(?!data:)/i.test(html);
}
