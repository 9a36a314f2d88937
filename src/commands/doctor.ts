import { diagnose, willFail } from "../core/doctor/diagnose.ts";
import { doctorJson } from "../core/doctor/doctor-document.ts";
import type { Request } from "../ports/request.ts";
import type { Session } from "../ports/session.ts";
import { doctorMarkdown } from "../render/doctor/doctor-markdown.ts";
import { doctorTable } from "../render/doctor/doctor-table.ts";
import { gatherFacts } from "../steps/doctor/gather.ts";
import { showResult } from "../steps/report/show.ts";
import type { Command } from "./command.ts";

/**
 * The command `doctor`: finds what will fail before it fails. Changes nothing.
 * @param commands all commands, with the permissions that each needs
 */
export async function doctor(request: Request, session: Session, commands: readonly Command[]): Promise<0 | 1> {
  const findings = diagnose(await gatherFacts(request, session, commands));
  if (session.terminal?.json) session.terminal.print(doctorJson(findings));
  else showResult(session, (style) => doctorTable(findings, style));
  await session.ports.reporter.summary(doctorMarkdown(findings));
  return willFail(findings) ? 1 : 0;
}
