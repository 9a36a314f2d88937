import { promisify } from "node:util";
import { gzip } from "node:zlib";

const compress = promisify(gzip);

/** A text as the page carries it: base64 of gzip of UTF-8. */
export async function pageData(text: string): Promise<string> {
  return (await compress(text, { level: 9 })).toString("base64");
}
