import path from "node:path";
import { maximumDocumentLength } from "../../core/lib/json-document.ts";
import { failure } from "../../core/lib/problems/problem.ts";
import type { Files } from "../../ports/files.ts";
import { pageFile } from "./write-status.ts";

/** Every page of Tagstream has it: `src/page/shell.html`. */
const mark = '<meta name="generator" content="Tagstream status">';

/**
 * Leaves a page alone that a person or another program wrote: a folder's `index.html` may be the front
 * page of a whole site.
 * @throws Failure `file-unwritable`
 */
export async function assertOwnPage(files: Pick<Files, "kindOf" | "readInside">, folder: string): Promise<void> {
  const page = path.join(folder, pageFile);
  if (files.kindOf(page) !== "file") return;
  const read = await files.readInside(folder, pageFile, maximumDocumentLength);
  if ("text" in read && read.text.includes(mark)) return;
  const message = `${page} is not a page that Tagstream wrote, so it stays. Name another folder, or remove the file, then run again.`;
  throw failure("file-unwritable", message);
}
