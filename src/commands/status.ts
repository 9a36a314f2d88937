import path from "node:path";
import { thousands } from "../core/lib/text/words.ts";
import type { Request } from "../ports/request.ts";
import type { Session } from "../ports/session.ts";
import { statusMarkdown, statusTable } from "../render/status/status-table.ts";
import { showResult } from "../steps/report/show.ts";
import { readEarlier, statusFile } from "../steps/status/earlier.ts";
import { gatherStatus } from "../steps/status/gather-status.ts";
import { assertOwnPage } from "../steps/status/own-page.ts";
import { statusJson, type WrittenStatus, writeStatus } from "../steps/status/write-status.ts";

/**
 * The command `status`: writes a page of what all streams show and how it came to be, its data and
 * badges. Changes nothing else. Without a folder it only prints the data, as JSON.
 * @throws Failure `file-unwritable` before it reads anything, if the folder cannot have files, or has
 * another program's page
 */
export async function status(request: Request, session: Session): Promise<number> {
  const { terminal, ports } = session;
  const { files, reporter } = ports;
  const folder = request.output === undefined || request.dryRun ? undefined : await files.prepareFolder(request.output);
  if (folder !== undefined) await assertOwnPage(files, folder);
  const earlier = folder === undefined ? undefined : await readEarlier(files, folder);
  const gathered = await gatherStatus(request, session, earlier);
  const all = { ...gathered, notes: [...gathered.notes, ...(earlier?.notes ?? [])] };
  const written = folder !== undefined ? await writeStatus(all, folder, earlier?.badges ?? [], files) : undefined;
  if (terminal?.json) terminal.print(statusJson(all));
  else showResult(session, (style) => statusTable(all, style), all.notes);
  if (folder !== undefined && written) {
    reporter.line(writtenWords(folder, written));
    reporter.output("page", path.join(folder, written.page));
  }
  await reporter.summary(statusMarkdown(all));
  return all.units.some(({ unknown }) => unknown.length > 0) ? 1 : 0;
}

/** `Wrote site/index.html (612 kB), status.json and 101 badges.` */
function writtenWords(folder: string, { page, bytes, badges }: WrittenStatus): string {
  const size = `${thousands(Math.ceil(bytes / 1000))} kB`;
  const others = badges === 0 ? ` and ${statusFile}` : `, ${statusFile} and ${thousands(badges)} badge files`;
  return `Wrote ${path.join(folder, page)} (${size})${others}.`;
}
